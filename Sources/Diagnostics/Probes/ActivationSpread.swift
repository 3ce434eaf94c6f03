import GSL

/// How the scale of activations changes from layer to layer at the initialization.
///
/// The standard deviation σₗ of the outputs of the affine layers should stay about the same, which is
/// what initializers by fan-in are made for (He et al., "Delving deep into rectifiers", ICCV 2015). What
/// is judged is the change from the first to the last hidden layer, not the scale itself, which is a
/// matter of convention: beyond a factor of 50 either way the probe fails, beyond 10 it warns. The last
/// layer is left to ``InitialLoss``.
///
/// Units of a hidden layer that all do the same, or whose weights are all 0, get the same gradient and
/// stay the same for ever: the symmetry was not broken.
public struct ActivationSpread: TrainingProbe {
  public static let name = ProbeName.activationSpread
  private static let warning = 10.0
  private static let failure = 50.0
  /// Units this close, relative to their size, do the same up to rounding.
  private static let equality = 1e-5
  private static let expectation =
    "the scale stays within a factor of 10, and units differ from each other"

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    guard let first = history.first else {
      return [notApplicable(.activationSpread, "no step was recorded")]
    }
    if let finding = symmetry(in: first) { return [finding] }
    let hidden = first.layers.filter { $0.kind == .affine }.dropLast()
    guard hidden.count >= 2, let start = hidden.first, let end = hidden.last else {
      return [notApplicable(.activationSpread, "fewer than two hidden layers")]
    }
    guard start.standardDeviation.isFinite, end.standardDeviation.isFinite else {
      return [notApplicable(.activationSpread, "activations are not finite")]
    }
    guard start.standardDeviation > 0 else {
      return [
        notApplicable(.activationSpread, "the activations of \(start.name) are all the same")
      ]
    }
    let change = end.standardDeviation / start.standardDeviation
    let evidence =
      "σ \(start.standardDeviation.short) in \(start.name), "
      + "\(end.standardDeviation.short) in \(end.name)"
    guard change.isFinite, max(change, 1 / change) > ActivationSpread.warning else {
      return [pass(.activationSpread, evidence, expectation: ActivationSpread.expectation)]
    }
    let shrinks = change < 1
    return [
      finding(
        max(change, 1 / change) > ActivationSpread.failure ? .fail : .warn, .activationSpread,
        "activations \(shrinks ? "vanish" : "explode") from layer to layer", evidence: evidence,
        expectation: ActivationSpread.expectation,
        fix: "initialize with variance 2/fanIn (He) before ReLU, 2/(fanIn + fanOut) (Xavier) "
          + "before tanh; or normalize the layers", layer: end.name)
    ]
  }

  private func symmetry(in step: TrainingStep) -> Finding? {
    let weights = step.parameters.filter { $0.role == .weight }
    // A single layer at zero on purpose still gets a gradient, and grows.
    let atZero = weights.dropLast().filter { $0.norm == 0 }
    let zero =
      atZero.count > 1 || atZero.contains { $0.gradientNorm == 0 } ? atZero.map(\.name) : []
    let equal = step.layers.filter { $0.kind == .affine }.dropLast().filter { layer in
      guard let deviation = layer.unitDeviation, layer.rootMeanSquare > 0 else { return false }
      return deviation <= ActivationSpread.equality * layer.rootMeanSquare
    }.map(\.name)
    guard let layer = zero.first ?? equal.first else { return nil }
    let evidence =
      zero.isEmpty
      ? "all units do the same in \(equal.listed)" : "all values are 0 in \(zero.listed)"
    return finding(
      .fail, .symmetry,
      zero.isEmpty ? "all units start equal, and stay so" : "the weights start at zero",
      evidence: evidence,
      expectation: "weights that differ from unit to unit: equal units get equal gradients",
      fix: "draw the weights at random, with variance 2/fanIn before ReLU; zero is for biases",
      layer: layer)
  }
}
