/// What holds in every iteration of a right loop, whatever the network: the gradient's buffers are empty before
/// the first backward after a step, and the network is in training mode.
///
/// A gradient is used before it is zeroed, a layer along sequences takes samples for samples, and dropout rests in
/// inference mode; where a recording tells of these, it is exact too.
///
/// All are exact, so one step in ten that breaks the first fails. A run in inference mode, from its start or from a
/// first look at validation data on, fails where it has normalizations that are trained, whose statistics then never
/// settle, and is worth a look elsewhere: a network may be fine-tuned with its dropout off.
public struct Invariants: TrainingProbe {
  public static let name = ProbeName.invariants

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    let found =
      [
        stale(history), discarded(history), mode(history), mixing(history), dropout(history),
        runningStatistics(history), pairs(history), setBack(history), shared(history),
      ].compactMap { $0 } + trial(history)
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

  /// Gradients that are zeroed before a step of the optimizer has used them, in most iterations.
  private func discarded(_ history: TrainingHistory) -> Finding? {
    let updates = history.summaries.count(where: \.isUpdate)
    guard history.count >= LossTrend.fewest, 2 * history.stepsOfDiscardedGradients > history.count,
      5 * updates < history.count
    else { return nil }
    return finding(
      .fail, .noGradient, "gradients are zeroed before they are used",
      evidence: "\("step".counted(updates)) of the optimizer in "
        + "\("iteration".counted(history.count)), and in \(history.stepsOfDiscardedGradients) of "
        + "them gradients were zeroed that no step had used",
      expectation: "a step of the optimizer between backward and the next zeroing",
      fix: "the optimizer's step within the loop over batches; where gradients are accumulated, "
        + "zero them after the step alone")
  }

  /// A layer along sequences whose input has the samples where it takes the places to be.
  private func mixing(_ history: TrainingHistory) -> Finding? {
    guard let (layer, steps) = history.mixing.filter({ $0.value >= 5 }).min(by: { $0.key < $1.key })
    else { return nil }
    return finding(
      .fail, .samplesMixed, "\(layer) takes the samples of a batch for the places of a sequence",
      evidence: "as many places as there are samples, in \("step".counted(steps))",
      expectation: "the places of each sample by themselves",
      fix: "batch_first, or the axes exchanged before and after", layer: layer)
  }

  /// A normalization in training mode moves its running statistics in every step.
  private func runningStatistics(_ history: TrainingHistory) -> Finding? {
    let still = history.running.filter { $0.value.steps >= 5 && !$0.value.moves }.keys.sorted()
    guard let layer = still.first else { return nil }
    return finding(
      .fail, .trainingAndInferenceDiffer, "running statistics are never updated",
      evidence: "those of \(still.listed) stay what they were in "
        + "\("step".counted(history.running[layer]?.steps ?? 0))",
      expectation: "running statistics that follow those of the batches, for inference to use",
      fix: "a momentum of 0.1: the share of the batch in PyTorch, of what was before elsewhere",
      layer: layer)
  }

  /// Two values are normalized to −1 and 1, one to 0, whatever they were.
  private func pairs(_ history: TrainingHistory) -> Finding? {
    func few(_ step: TrainingStep?) -> LayerStatistics? {
      step?.layers.first { $0.valuesAChannel.map { (1...2).contains($0) } ?? false }
    }
    guard let layer = few(history.first), history.recent.allSatisfy({ few($0) != nil }),
      let values = layer.valuesAChannel
    else { return nil }
    return finding(
      history.isLearning ? .warn : .fail, .normalizedOverFew,
      "batches of two are normalized to their signs",
      evidence: "statistics of \("value".counted(values)) a channel in \(layer.name)",
      expectation: "batches of eight and more where they are normalized",
      fix: "larger batches, or a normalization within each sample (layer or group norm)",
      layer: layer.name)
  }

  /// One batch normalization that is used three times and more in a forward pass, where what is learned does not hold in
  /// inference: its running statistics are a mean of all places. Two views of a sample use theirs twice.
  private func shared(_ history: TrainingHistory) -> Finding? {
    func times(_ step: TrainingStep?) -> [String: Int] {
      let names = (step?.layers ?? []).filter { $0.valuesAChannel != nil }.map(\.name)
      return Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    }
    let seen = history.validation
    guard seen.losses.count >= ValidationHistory.fewest, let trend = history.trend,
      seen.end > 1.5 * trend.end.value,
      let (layer, count) = times(history.first).filter({ $0.value > 2 }).min(by: { $0.key < $1.key }
      ),
      history.recent.allSatisfy({ times($0)[layer] == count })
    else { return nil }
    return finding(
      .warn, .trainingAndInferenceDiffer, "one batch norm serves \(count) places",
      evidence: "\(layer), whose running statistics are of all of them; validation "
        + "\(seen.end.short), training \(trend.end.value.short)",
      expectation: "statistics of one place, for inference to use",
      fix: "a layer of its own for each place: [Block() for …], not [block] * n", layer: layer)
  }

  /// Weights that now and then are no longer what the last step left, in a training that does not learn.
  private func setBack(_ history: TrainingHistory) -> Finding? {
    let steps = history.stepsSetBack
    guard steps.count > 1, 3 * steps.count < history.stepsWithParameters, !history.isLearning,
      history.trend != nil
    else { return nil }
    return finding(
      .warn, .weightsSetBack, "weights are set back between steps",
      evidence: "before step \(steps.prefix(3).map { "\($0 + 1)" }.joined(separator: ", ")) "
        + "and \(steps.count > 3 ? "\(steps.count - 3) others" : "no other") they changed by more "
        + "than the update, and the loss hardly falls",
      expectation: "weights that only the optimizer changes",
      fix: "look what draws or loads weights within the loop: it belongs before it")
  }

  private func dropout(_ history: TrainingHistory) -> Finding? {
    guard let rate = history.inferenceDropout else { return nil }
    return finding(
      .warn, .trainingAndInferenceDiffer, "dropout is active in inference mode",
      evidence: "a rate of \(rate.short)", expectation: "inference that gives the same twice",
      fix: "tell dropout whether the network is in training mode; on purpose, as a measure of "
        + "doubt, it may stay")
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
