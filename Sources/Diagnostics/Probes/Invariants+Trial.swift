import GSL

/// What holds for a few samples before the first step, in any network that can learn its task: its output depends on
/// the input, and not on other samples nor on what is to be told, and it is no linear map.
extension Invariants {
  /// The lowest share of equal symbols that is all of them, up to padding.
  private static let all = 0.999

  func trial(_ history: TrainingHistory) -> [Finding] {
    guard let trial = history.first?.trial, trial.largest.isFinite, trial.largest > 0 else {
      return []
    }
    return [
      lookahead(trial, history), mixing(trial, history), ignorance(trial, history),
      linearity(trial, history),
    ].compactMap { $0 }
  }

  /// Symbols that are to be told from those before them, by a network that sees them, or that are its input themselves.
  private func lookahead(_ trial: TrialStatistics, _ history: TrainingHistory) -> Finding? {
    guard let change = trial.lookahead,
      let last = history.objective.last ?? history.parts.first?.last,
      let first = history.first, first.inputs?.isInteger == true
    else { return nil }
    if !trial.isNothing(change), last.shifted ?? 0 > Invariants.all {
      return finding(
        .fail, .labelLeakage, "each place sees the symbol that it is to tell",
        evidence: "targets are the next symbols, and outputs before the last place change by "
          + "\((change / trial.largest).percent) where the last symbol does",
        expectation: "outputs that depend on the symbols up to their own place",
        fix: "a causal mask; no layer that reads backwards, nor a normalization along the sequence")
    }
    if trial.isNothing(change), last.copied ?? 0 > Invariants.all {
      return finding(
        .fail, .labelLeakage, "the targets are the inputs themselves",
        evidence: "each place is to tell the symbol that it gets, and sees none after it",
        expectation: "targets that are the next symbols",
        fix: "shift the targets by one: x[:, :-1] for the inputs, x[:, 1:] for the targets")
    }
    return nil
  }

  private func mixing(_ trial: TrialStatistics, _ history: TrainingHistory) -> Finding? {
    guard let mixing = trial.mixing, let spread = trial.spread, mixing.isFinite,
      trial.samples == history.first?.samples, trial.samples > 1, mixing > 1e-3 * trial.largest,
      mixing > 0.01 * spread
    else { return nil }
    return finding(
      history.isLearning ? .warn : .fail, .samplesMixed, "the samples of a batch mix",
      evidence: "alone, a sample's output in inference mode is another by "
        + "\((mixing / trial.largest).percent)",
      expectation: "an output that depends on its own sample alone",
      fix: "look for a softmax, a sum, a reshape or attention along the axis of samples; for "
        + "statistics of the batch in inference mode")
  }

  /// The very same output for different samples, of a network none of whose weights are 0.
  private func ignorance(_ trial: TrialStatistics, _ history: TrainingHistory) -> Finding? {
    guard let spread = trial.spread, spread <= 1e-6 * trial.largest, !history.isLearning,
      history.trend != nil, let first = history.first, first.inputs?.standardDeviation ?? 0 > 0,
      first.parameters.allSatisfy({ $0.knownRole != .weight || $0.norm > 0 })
    else { return nil }
    return finding(
      .warn, .inputIgnored, "the input is ignored",
      evidence: "different samples get the very same output, and the loss does not fall",
      expectation: "outputs that depend on the input",
      fix: "look for a normalization over a single value, a softmax over one, units that are dead "
        + "or a product with 0")
  }

  /// A linear map made of several layers none of which is narrower than what it maps from and to: one layer would do.
  private func linearity(_ trial: TrialStatistics, _ history: TrainingHistory) -> Finding? {
    guard let curvature = trial.curvature, let spread = trial.spread, trial.isNothing(curvature),
      spread > 1e-3 * trial.largest, curvature < 1e-3 * spread, let first = history.first,
      // Far from 0, all samples may lie on one side of each unit.
      let inputs = first.inputs, abs(inputs.mean) < 2 * inputs.standardDeviation,
      (0.1...10).contains(inputs.standardDeviation),
      !first.layers.contains(where: { [.relu, .tanh, .sigmoid].contains($0.kind) })
    else { return nil }
    let layers = Set(first.layers.filter { $0.kind == .affine }.map { "\($0.name).weight" })
    let weights = first.parameters.filter { layers.contains($0.name) }
    let units = weights.compactMap { $0.shape?.first }
    guard weights.count > 1, units.count == weights.count, let width = weights[0].fanIn,
      let outputs = units.last, units.dropLast().allSatisfy({ $0 >= min(width, outputs) })
    else { return nil }
    return finding(
      history.isLearning ? .warn : .fail, .missingNonlinearity,
      "a nonlinearity is missing: the network is a linear map",
      evidence: "f((a + b)/2) = (f(a) + f(b))/2 up to "
        + "\((curvature / trial.largest).short), with \(weights.count) layers",
      expectation: "an activation between any two layers",
      fix: "put a ReLU or another activation between the layers; where there is one, look whether "
        + "its result is used")
  }
}
