/// What holds in every iteration of a right loop, whatever the network: the gradient's buffers are empty before
/// the first backward after a step, and the network is in training mode.
///
/// Both are exact, so one step in ten that breaks the first fails. A run in inference mode, from its start or from a
/// first look at validation data on, fails where it has normalizations that are trained, whose statistics then never
/// settle, and is worth a look elsewhere: a network may be fine-tuned with its dropout off.
public struct Invariants: TrainingProbe {
  public static let name = ProbeName.invariants

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    let found = [stale(history), mode(history)].compactMap { $0 }
    guard found.isEmpty else { return found }
    let told = history.stepsToldOfStaleGradients
    guard told > 0 || history.stepsToldOfMode > 0 else {
      return [
        notApplicable(
          .staleGradient,
          "not told: pass staleGradientNorm of tensors and isTraining of steps to know")
      ]
    }
    return [
      pass(
        .staleGradient,
        told > 0 ? "gradients are zeroed between steps" : "the network is in training mode",
        expectation: "gradients zeroed between steps, training mode on")
    ]
  }

  private func stale(_ history: TrainingHistory) -> Finding? {
    let (told, stale) = (history.stepsToldOfStaleGradients, history.stepsWithStaleGradients)
    guard stale > 0, 10 * stale >= told - 1 else { return nil }
    return finding(
      .fail, .staleGradient, "gradients are not zeroed between steps",
      evidence: "in \(stale) of \("step".counted(told)) the first backward adds to what was there",
      expectation: "buffers of 0 before the first backward after a step",
      fix: "zero the gradients after each step of the optimizer")
  }

  private func mode(_ history: TrainingHistory) -> Finding? {
    let (told, last) = (history.stepsToldOfMode, history.lastStepsInInference)
    // One that is put into inference mode to be looked at, and then left there, stays so for most of the run.
    guard told > 0, last == told || last >= 10 && 2 * last > told else { return nil }
    let norms = (history.lastWithParameters?.parameters ?? []).filter { $0.knownRole == .scale }
    // Frozen normalizations are to be in inference mode.
    guard norms.isEmpty || norms.contains(where: { !$0.isFrozen }) else { return nil }
    let learned = (history.lastWithParameters?.parameters ?? []).filter {
      !$0.isFrozen && $0.knownRole == .scale
    }
    let isNormalized = (history.first?.layers ?? []).contains { $0.kind == .normalization }
    return finding(
      isNormalized && !learned.isEmpty ? .fail : .warn, .inferenceModeInTraining,
      last == told
        ? "the network is trained in inference mode" : "the network is left in inference mode",
      evidence: last == told
        ? "all \("step".counted(told)) in inference mode"
        : "the last \(last) of \("step".counted(told)) in inference mode",
      expectation:
        "training mode: dropout on, statistics of the batch in use and running ones kept",
      fix: "switch to training mode before training, and again after each validation")
  }
}
