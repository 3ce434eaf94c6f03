/// The step and the place in which NaN or infinity appears first.
///
/// Within a step the order is that of the computation: outputs from the first layer to the last, the
/// loss, gradients from the last tensor to the first, updates.
public struct NotFinite: TrainingProbe {
  public static let name = ProbeName.notFinite

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    guard history.count > 0 else { return [notApplicable(.notFinite, "no step was recorded")] }
    guard let (number, step) = history.firstNotFinite else {
      return [
        pass(
          .notFinite, "step".counted(history.count), expectation: "no NaN and no infinity anywhere")
      ]
    }
    let evidence = "first in step \(number + 1); losses before: \(before(number, history.losses))"
    let expectation = "no NaN and no infinity anywhere"
    if let evidenceOfInputs = inputs(of: step) {
      return [
        finding(
          .fail, .inputsNotFinite, "NaN or infinity in the inputs",
          evidence: "\(evidence); \(evidenceOfInputs)", expectation: expectation,
          fix: "remove or fill in what is missing in the data; look at the samples of that step")
      ]
    }
    let (place, layer) = origin(in: step)
    let isRising = LossCurve.rises(Array(history.losses[..<number]))
    let formulas = "log 0, 0/0 or an overflowing exp"
    return [
      finding(
        .fail, number == 0 ? .notFiniteFromTheStart : .notFinite, "NaN or infinity in \(place)",
        evidence: evidence, expectation: expectation,
        fix: number == 0
          ? "look there for log 0, 0/0, an overflowing exp, or NaN in the data; in an update for an ε "
            + "that half precision rounds to 0"
          : isRising
            ? "a lower learning rate; else look there for \(formulas)"
            : "the loss was calm before: look at that step's samples for NaN, and there for \(formulas)",
        layer: layer)
    ]
  }

  /// What says that the inputs are not finite: they do, or the first layer with weights does while those are.
  private func inputs(of step: TrainingStep) -> String? {
    if let inputs = step.inputs, inputs.notFinite > 0 {
      return "\("value".counted(inputs.notFinite)) in its inputs"
    }
    guard step.inputs == nil, let first = step.layers.first, first.kind == .affine, !first.isFinite,
      !step.parameters.isEmpty, step.parameters.allSatisfy({ $0.norm < 1e15 })
    else { return nil }
    return "in the output of \(first.name), whose weights are finite"
  }

  private func origin(in step: TrainingStep) -> (place: String, layer: String?) {
    if let parameter = step.parameters.first(where: { !$0.norm.isFinite }) {
      return (parameter.name, parameter.name)
    }
    if let layer = step.layers.first(where: { !$0.isFinite }) {
      return ("the output of \(layer.name)", layer.name)
    }
    if !step.loss.isFinite || !step.penalty.isFinite { return ("the loss", nil) }
    if let parameter = step.parameters.last(where: { !$0.gradientNorm.isFinite }) {
      return ("the gradient of \(parameter.name)", parameter.name)
    }
    let parameter = step.parameters.first { !$0.updateNorm.isFinite }
    return ("the update\(parameter.map { " of \($0.name)" } ?? "")", parameter?.name)
  }

  private func before(_ number: Int, _ losses: [Double]) -> String {
    let shown = losses[..<number].suffix(4).map(\.short).joined(separator: ", ")
    return shown.isEmpty ? "none" : shown
  }
}
