import GSL

/// Whether predictions and targets are what the loss function expects.
///
/// Scores that a softmax has been applied to are no scores: a healthy network's rows of scores do not all sum
/// to 1, nor lie all within 0…1, in every step. Predictions and targets of different shapes are broadcast, and
/// each prediction is then compared with every target. An activation at the end that cannot reach the targets
/// bounds what can be learned, and so does one behind which scores are given to a loss of classes.
public struct Objective: TrainingProbe {
  public static let name = ProbeName.objective
  /// The steps that it takes to say "in every step".
  private static let fewestSteps = 5
  /// The entropy of a dozen labels that are equally frequent.
  private static let manySymbols = 2.5
  /// How many times larger than any prediction targets are out of reach.
  private static let distance = 30.0
  /// By how much one part of a loss drowns another.
  private static let share = 300.0
  /// The strongest smoothing of labels that leaves something of them.
  private static let smoothest = 0.5
  /// The r² between a number of the input and a class from which on it is the class.
  private static let mostTold = 0.9

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    let seen = history.objective
    let parts =
      [rising(history.parts, history) ?? drowned(history.parts)].compactMap { $0 }
      + history.parts.flatMap { part in
        part.last.map {
          [
            scores(part, $0, history), shapes($0), targets(part, $0), distribution($0),
            smoothed($0, history), unlearned(part, $0, history), narrow(part), signs(part),
          ]
        } ?? []
      }.compactMap { $0 }
    guard let last = seen.last else {
      if !history.parts.isEmpty { return verdict(parts, on: history.parts) }
      return [
        notApplicable(
          .scoresDoNotFitTheLoss, "not told: pass what the loss function is given to know")
      ]
    }
    let found = [
      scores(seen, last, history), shapes(last), targets(seen, last), distribution(last),
      smoothed(last, history), range(seen, last, history),
      scale(seen, last, history), sum(last, history), leak(seen, last, history),
      telling(seen, last), numberedClasses(seen, last, history), dropped(seen, last, history),
      narrow(seen), signs(seen), start(seen, history), unsure(seen, history),
    ].compactMap { $0 }
    return verdict(found + parts, on: [seen] + history.parts)
  }

  private func verdict(_ found: [Finding], on seen: [ObjectiveHistory]) -> [Finding] {
    guard found.isEmpty else { return found }
    let names = seen.compactMap { $0.last?.name }.listed
    return [
      pass(
        .scoresDoNotFitTheLoss, "\(names) in \("step".counted(seen.map(\.steps).max() ?? 0))",
        expectation: "predictions and targets that fit the loss")
    ]
  }

  /// Of several losses that are added up one that does not fall beside another that is hundreds of times larger.
  private func drowned(_ parts: [ObjectiveHistory]) -> Finding? {
    let levels = parts.compactMap {
      part -> (name: String, trend: LossTrend)? in
      guard let name = part.last?.name, part.values.count >= 40, part.values.allSatisfy({ $0 > 0 })
      else { return nil }
      return LossTrend(part.values).map { (name, $0) }
    }
    guard let most = levels.max(by: { $0.trend.end.value < $1.trend.end.value }),
      let least = levels.min(by: { $0.trend.end.value < $1.trend.end.value }),
      most.trend.lowest.value > Objective.share * least.trend.end.value,
      least.trend.end.value >= 0.97 * least.trend.start.value
    else { return nil }
    return finding(
      .warn, .drownedPart, "one part of the loss drowns another",
      evidence: "\(most.name) ends at \(most.trend.end.value.short), and \(least.name) goes from "
        + "\(least.trend.start.value.short) to \(least.trend.end.value.short)",
      expectation: "parts of one scale, each of which falls",
      fix: "targets of unit scale, or weights that bring the parts to one scale")
  }

  /// A loss that is known to be a sum over samples, in a training that does not learn.
  private func sum(_ last: ObjectiveStatistics, _ history: TrainingHistory) -> Finding? {
    guard last.reduction == "sum", history.trend != nil, !history.isLearning else { return nil }
    let samples = history.first?.samples ?? 1
    return finding(
      .warn, .reduction, "the loss is a sum over the batch",
      evidence: "\(last.name) with reduction sum, \("sample".counted(samples)) a batch, and the "
        + "loss does not fall",
      expectation: "a mean over samples, or a learning rate as many times lower",
      fix: "the mean, or a learning rate \(samples) times lower")
  }

  /// Targets that are no probabilities, for a loss that compares such: its least value is then without bound.
  private func targets(_ seen: ObjectiveHistory, _ last: ObjectiveStatistics) -> Finding? {
    guard seen.kind == .logits || seen.kind == .probabilities, let target = seen.target,
      target.lowerBound < -1e-3 || target.upperBound > 1 + 1e-3
    else { return nil }
    return finding(
      .fail, .targetsDoNotFitTheLoss, "the targets are no probabilities",
      evidence: "from \(target.lowerBound.short) to \(target.upperBound.short) for \(last.name)",
      expectation: "0 for no, 1 for yes, or between",
      fix: "number classes from 0, or scale targets to 0…1; a loss of numbers for numbers")
  }

  /// Probabilities for targets of a cross-entropy sum to 1; where several hold at once they do not.
  private func distribution(_ last: ObjectiveStatistics) -> Finding? {
    guard last.kind == .scores, let sums = last.targetSums, sums.count == 2,
      sums[1] > 1 + 1e-3 || sums[1] < 1 - 1e-3, sums[0] >= 0
    else { return nil }
    return finding(
      .fail, .targetsDoNotFitTheLoss, "the targets are no distribution over classes",
      evidence: "they sum to \(sums[0].short) … \(sums[1].short) for \(last.name)",
      expectation: "one class a sample, or probabilities of sum 1",
      fix: "for labels of which several hold at once, a sigmoid and a yes or no for each: binary "
        + "cross-entropy with logits")
  }

  /// Labels that are spread over all classes nearly evenly.
  private func smoothed(_ last: ObjectiveStatistics, _ history: TrainingHistory) -> Finding? {
    guard let smoothing = last.smoothing, smoothing > Objective.smoothest else { return nil }
    return finding(
      history.isLearning ? .warn : .fail, .targetsDoNotFitTheLoss,
      "labels are smoothed to nearly nothing",
      evidence: "\(smoothing.percent) of each is spread over all classes",
      expectation: "a smoothing of about 0.1",
      fix: "look whether what a label is to keep is given as what it is to lose")
  }

  /// A number of the input that has one class, or not, all but written on it. Of a threshold in a normal distribution r²
  /// is 0.64; of irises, whose petals tell them better than any table does, 0.85.
  private func telling(_ seen: ObjectiveHistory, _ last: ObjectiveStatistics) -> Finding? {
    guard last.kind != .squares, last.kind != .distances,
      seen.telling.count >= Objective.fewestSteps,
      let share = Statistics.median(seen.telling.map { $0[0] }), share > Objective.mostTold,
      let place = seen.telling.first?[1], seen.telling.allSatisfy({ $0[1] == place })
    else { return nil }
    return finding(
      .warn, .labelLeakage, "a single input tells the label",
      evidence: "r² of \(share.short) between input \(Int(place)) and a class, counted from 0",
      expectation: "at most a part of it: what is to be told must be seen in the whole",
      fix:
        "find out how the label gets into the input, and whether it is known when it is asked for")
  }

  /// Whole numbers in a fixed range that are told no better than by their mean.
  private func numberedClasses(
    _ seen: ObjectiveHistory, _ last: ObjectiveStatistics, _ history: TrainingHistory
  ) -> Finding? {
    guard last.isRegression, seen.stepsOfWholeTargets >= 20,
      10 * seen.stepsOfWholeTargets >= 9 * seen.steps, let target = seen.target,
      (2...1000).contains(target.upperBound - target.lowerBound), target.lowerBound >= 0,
      history.restsAtBaseline
    else { return nil }
    return finding(
      .warn, .targetsDoNotFitTheLoss, "the targets look like numbers of classes",
      evidence: "whole numbers from \(target.lowerBound.short) to \(target.upperBound.short) for "
        + "\(last.name), told no better than by their mean",
      expectation: "quantities, of which those between two are between them",
      fix: "for classes, an output for each and cross-entropy")
  }

  /// Predictions that are exactly 0 now and then, behind a layer whose outputs never are.
  private func dropped(
    _ seen: ObjectiveHistory, _ last: ObjectiveStatistics, _ history: TrainingHistory
  ) -> Finding? {
    guard let rate = history.first?.dropout, rate > 0, seen.zeros.count >= Objective.fewestSteps,
      let share = Statistics.median(seen.zeros), abs(share - rate) < 0.1,
      let range = seen.prediction, range.lowerBound < 0, range.upperBound > 0,
      history.first?.layers.last?.kind == .affine
    else { return nil }
    return finding(
      .fail, .strongDropout, "dropout hits the output",
      evidence: "\(share.percent) of the predictions are exactly 0, at a rate of \(rate.short)",
      expectation: "dropout between layers, not behind the last one",
      fix: "no dropout after the last layer")
  }

  /// One of several parts of a loss that stays where constant answers leave it, while the whole falls.
  private func unlearned(
    _ part: ObjectiveHistory, _ last: ObjectiveStatistics, _ history: TrainingHistory
  ) -> Finding? {
    guard last.kind == .squares, last.reduction == "mean", part.values.count >= 40,
      part.values.count == history.count, let deviation = part.targetDeviation, deviation > 0,
      let trend = LossTrend(part.values), let whole = history.trend, whole.falls,
      trend.end.value > 0.95 * deviation * deviation, trend.end.value < 1.5 * deviation * deviation,
      whole.end.value > trend.end.value
    else { return nil }
    return finding(
      .warn, .drownedPart, "one part of the loss is not learned",
      evidence: "\(last.name) ends at \(trend.end.value.short), constant answers get "
        + "\((deviation * deviation).short), while the whole falls from \(whole.start.value.short) to "
        + "\(whole.end.value.short)",
      expectation: "parts of one scale, each of which gets below that of constant answers",
      fix:
        "the same reduction for all parts, sums or means; else weights that bring them to one scale"
    )
  }

  /// Whether the predictions are what the last layer with weights gives, as far as its mean and deviation tell.
  private func areOutputs(_ last: ObjectiveStatistics, _ history: TrainingHistory) -> Bool {
    guard let end = history.recent.last(where: { !$0.layers.isEmpty })?.layers.last,
      end.kind == .affine, last.prediction.count == 2
    else { return false }
    return (last.prediction[0]...max(last.prediction[0], last.prediction[1])).contains(end.mean)
      && end.standardDeviation <= last.prediction[1] - last.prediction[0]
  }

  private func scores(
    _ seen: ObjectiveHistory, _ last: ObjectiveStatistics, _ history: TrainingHistory
  ) -> Finding? {
    guard seen.steps >= Objective.fewestSteps else { return nil }
    func fail(_ title: String, _ evidence: String, _ fix: String) -> Finding {
      finding(
        .fail, .scoresDoNotFitTheLoss, title,
        evidence: "\(evidence) in \("step".counted(seen.steps))",
        expectation: "what \(last.name) expects", fix: fix)
    }
    let areProbabilities = seen.stepsOfProbabilities == seen.steps
    let areWithin = seen.stepsWithinUnitInterval == seen.steps
    switch seen.kind {
    case .scores where areProbabilities:
      return fail(
        "a softmax comes before a loss that has its own", "all rows of scores sum to 1",
        "give the loss the scores as they are")
    case .scores where areWithin && !areOutputs(last, history),
      .logits where areWithin && !areOutputs(last, history):
      return fail(
        "a softmax or sigmoid comes before a loss that has its own", "all scores are within 0…1",
        "give the loss the scores as they are")
    case .logProbabilities where seen.stepsOfLogProbabilities == 0:
      return fail(
        "the loss expects logarithms of probabilities",
        areProbabilities ? "the predictions are probabilities" : "exp of a row does not sum to 1",
        areProbabilities ? "a log-softmax instead of the softmax" : "a log-softmax before it")
    default: return nil
    }
  }

  private func shapes(_ last: ObjectiveStatistics) -> Finding? {
    let (a, b) = (last.predictionShape, last.targetShape)
    guard last.isRegression || last.kind == .probabilities || last.kind == .logits, a != b,
      !a.isEmpty,
      let together = last.broadcastShape
    else { return nil }
    // Not a product, which could overflow.
    let isLarger = together != a && together != b
    let text = "predictions \(a), targets \(b)"
    return finding(
      isLarger ? .fail : .warn, .broadcastLoss,
      isLarger
        ? "each prediction is compared with every target"
        : "the loss broadcasts predictions and targets",
      evidence: "\(text): compared as \(together)",
      expectation: "predictions and targets of one shape",
      fix: "reshape the targets to \(a)")
  }

  /// A sequence model that knows nearly every symbol of a dozen and more: those of languages cannot be known so well.
  private func leak(
    _ seen: ObjectiveHistory, _ last: ObjectiveStatistics, _ history: TrainingHistory
  ) -> Finding? {
    let entropy = history.labels.entropy
    guard seen.kind?.isOfClasses ?? false, !seen.hasOneLabelASample,
      history.labels.total >= 1000, entropy > Objective.manySymbols, let end = history.trend?.end,
      end.value < 0.05 * entropy
    else { return nil }
    return finding(
      .warn, .labelLeakage, "the loss falls too low to be true",
      evidence: "\(end.value.short), \((end.value / entropy).percent) of what the frequencies of "
        + "\(history.labels.counts.count(where: { $0 > 0 })) labels leave open",
      expectation: "symbols that those before them tell in part",
      fix: "look whether labels are shifted by one, and whether a causal mask hides what is to be "
        + "told; a task that has one right answer may get there")
  }

  /// Targets that no prediction has come near, in a training that does not learn.
  private func scale(
    _ seen: ObjectiveHistory, _ last: ObjectiveStatistics, _ history: TrainingHistory
  ) -> Finding? {
    guard last.isRegression, seen.steps >= LossTrend.fewest, let prediction = seen.prediction,
      let target = seen.target, !history.isLearning
    else { return nil }
    func largest(_ range: ClosedRange<Double>) -> Double {
      max(abs(range.lowerBound), abs(range.upperBound))
    }
    let (reached, wanted) = (largest(prediction), largest(target))
    guard wanted > Objective.distance * reached, reached > 0 else { return nil }
    return finding(
      .fail, .targetScale, "the targets are far outside what the network gives",
      evidence: "predictions up to \(reached.short), targets up to \(wanted.short)",
      expectation: "targets of the scale of the outputs, about 1",
      fix: "subtract the targets' mean and divide by their deviation, on the training split")
  }

  private func range(
    _ seen: ObjectiveHistory, _ last: ObjectiveStatistics, _ history: TrainingHistory
  ) -> Finding? {
    guard let end = history.first?.layers.last else { return nil }
    if seen.kind == .scores || seen.kind == .logits { return cut(seen, last, end, history) }
    guard last.isRegression, let target = seen.target else { return nil }
    let reachable: ClosedRange<Double>
    switch end.kind {
    case .relu: reachable = 0 ... .infinity
    case .sigmoid: reachable = 0...1
    case .tanh: reachable = -1...1
    case .affine, .normalization, .gate, .other: return nil
    }
    // The layer must be the one whose outputs are compared.
    guard let prediction = seen.prediction, reachable.contains(prediction.lowerBound),
      reachable.contains(prediction.upperBound)
    else { return nil }
    let leeway = 0.05 * (target.upperBound - target.lowerBound)
    guard
      target.lowerBound < reachable.lowerBound - leeway
        || target.upperBound > reachable.upperBound + leeway
    else { return nil }
    return finding(
      .fail, .outputRange, "the last layer cannot reach the targets",
      evidence:
        "\(end.name) gives \(prediction.lowerBound.short) … \(prediction.upperBound.short), "
        + "targets are \(target.lowerBound.short) … \(target.upperBound.short)",
      expectation: "targets within what a \(end.kind.rawValue) can give",
      fix: "no activation after the last layer, or targets scaled to its range", layer: end.name)
  }

  /// Scores that pass an activation: none is below 0 behind a ReLU, nor beyond ±1 behind a tanh. In a training that
  /// learns all the same that costs some of it.
  private func cut(
    _ seen: ObjectiveHistory, _ last: ObjectiveStatistics, _ end: LayerStatistics,
    _ history: TrainingHistory
  ) -> Finding? {
    guard seen.steps >= Objective.fewestSteps, let prediction = seen.prediction,
      end.kind == .relu && prediction.lowerBound == 0
        || end.kind == .tanh && (-1...1).contains(prediction.lowerBound)
          && (-1...1).contains(prediction.upperBound)
    else { return nil }
    return finding(
      history.isLearning ? .warn : .fail, .outputRange, "the scores pass a \(end.kind.rawValue)",
      evidence: "\(end.name) gives \(prediction.lowerBound.short) … "
        + "\(prediction.upperBound.short) in \("step".counted(seen.steps))",
      expectation: "what \(last.name) expects: scores of any sign and size",
      fix: "no activation after the last layer", layer: end.name)
  }
}
