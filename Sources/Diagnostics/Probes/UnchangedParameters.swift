/// Whether every tensor that should learn gets a gradient and moves, downhill in the first step, and every
/// frozen one stays.
///
/// A bias before a normalization has no gradient by right, so the absence of gradients is judged on
/// weights and gains only, and from the second step on: behind a layer that starts at zero there is none
/// in the first.
public struct UnchangedParameters: TrainingProbe {
  public static let name = ProbeName.unchangedParameters
  /// Weight decay may turn a step aside, but not around.
  private static let uphill = -0.5

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    guard let parameters = history.recent.last?.parameters, !parameters.isEmpty else {
      return [notApplicable(.unmovedParameter, "no tensors were reported")]
    }
    let learned = parameters.filter { !$0.isFrozen }
    let unmoved = learned.map(\.name).filter {
      history.pushed.contains($0) && !history.moved.contains($0)
    }
    let withoutGradient = learned.filter {
      history.count > 1 && $0.role != .bias && !history.withGradient.contains($0.name)
    }.map(\.name)
    let thawed = parameters.filter { $0.isFrozen && history.moved.contains($0.name) }.map(\.name)

    let uphill = (history.first?.parameters ?? []).filter {
      !$0.isFrozen && $0.role == .weight && ($0.descent ?? 1) < UnchangedParameters.uphill
    }.map(\.name)
    let expectation = "every tensor gets a gradient and moves downhill, frozen ones stay"
    var findings: [Finding] = []
    if !unmoved.isEmpty {
      let isAll = learned.allSatisfy { $0.role == .bias || unmoved.contains($0.name) }
      findings.append(
        finding(
          .fail, .unmovedParameter,
          isAll ? "nothing is updated" : "the optimizer leaves \(unmoved.listed) out",
          evidence:
            "a gradient but no change in \("step".counted(history.count)): \(unmoved.listed)",
          expectation: expectation,
          fix: isAll
            ? "apply the update, with a learning rate large enough to change a number"
            : "give these tensors to the optimizer", layer: isAll ? nil : unmoved.first))
    }
    if !withoutGradient.isEmpty {
      findings.append(
        finding(
          .fail, .noGradient, "no gradient reaches \(withoutGradient.listed)",
          evidence: "a gradient of exactly 0 in \("step".counted(history.count))",
          expectation: expectation,
          fix: "look for dead units, zero weights or a missing part of backward behind it",
          layer: withoutGradient.first))
    }
    if !thawed.isEmpty {
      findings.append(
        finding(
          .fail, .movedFrozenParameter, "frozen tensors move",
          evidence: "\(thawed.listed) changed", expectation: expectation,
          fix: "leave them out of the update, weight decay included", layer: thawed.first))
    }
    if !uphill.isEmpty {
      findings.append(
        finding(
          .fail, .uphillUpdate, "updates go uphill",
          evidence: "the first step goes along the gradient in \(uphill.listed)",
          expectation: expectation,
          fix: "subtract the step; look at the sign of the loss and of its gradient",
          layer: uphill.first))
    }
    guard findings.isEmpty else { return findings }
    return [
      pass(
        .unmovedParameter,
        "all \("tensor".counted(learned.count)) moved in \("step".counted(history.count))",
        expectation: expectation)
    ]
  }
}

extension [String] {
  /// Up to three of the names, and how many more.
  var listed: String {
    let shown = prefix(3).joined(separator: ", ")
    return count > 3 ? "\(shown) and \(count - 3) more" : shown
  }
}
