import Foundation
import GSL

/// What the numbers that a loss is made of, or is given, say beside the loss itself.
extension Objective {
  /// The width of 0…1 that probabilities to be told must cover.
  private static let narrowest = 0.1
  /// How many times that of constant answers a first loss may be: of 70 healthy trainings the most was 6.
  private static let highestStart = 8.0

  /// A cross-entropy that ends above what it was, and 1.5 times that of constant answers, while the loss that is made of it falls.
  /// Of 70 healthy trainings it ended at 92 % of these at most.
  func rising(_ parts: [ObjectiveHistory], _ history: TrainingHistory) -> Finding? {
    guard let whole = history.trend, whole.isAbove(whole.start, whole.end) else { return nil }
    for part in parts {
      guard let last = part.last, part.kind?.isOfClasses ?? false,
        part.labels.entropy > 0, part.values.count >= 20, let trend = LossTrend(part.values)
      else { continue }
      let blind = part.labels.entropy
      guard trend.isAbove(trend.end, trend.start),
        trend.end.value > 1.5 * max(blind, trend.start.value)
      else { continue }
      return finding(
        .fail, .drownedPart, "the loss falls, and the \(last.name) in it rises",
        evidence: "\(last.name) from \(trend.start.value.short) to \(trend.end.value.short), that "
          + "of constant answers is \(blind.short); the whole from \(whole.start.value.short) to "
          + "\(whole.end.value.short)",
        expectation: "a loss that falls because its parts do",
        fix: parts.count > 1
          ? "weights that bring the parts to one scale; targets of unit scale; look what the other "
            + "parts are taught, such as guesses of the network's own"
          : "look at what is made of it: a sign, a factor the wrong way round (of a focal loss "
            + "(1 − p)^γ, not p^γ), a weight of another term that drowns it")
    }
    return nil
  }

  /// Probabilities to be told that are nearly the same everywhere.
  func narrow(_ seen: ObjectiveHistory) -> Finding? {
    guard let last = seen.last, let target = seen.target, seen.steps >= 5 else { return nil }
    let width = target.upperBound - target.lowerBound
    let evidence =
      "from \(target.lowerBound.short) to \(target.upperBound.short) in all "
      + "\("step".counted(seen.steps)) for \(last.name)"
    if seen.kind == .logits || seen.kind == .probabilities, width > 0,
      width < Objective.narrowest
    {
      return finding(
        .fail, .targetScale, "the targets are nearly all the same", evidence: evidence,
        expectation: "targets from 0 to 1",
        fix: "look at how they are read: masks of 0 and 1 that are divided by 255 like pictures")
    }
    let classes =
      seen.kind == .logProbabilities
      ? last.predictionShape.last : last.predictionShape.dropFirst().first
    guard seen.kind?.isOfClasses ?? false, last.labelCounts == nil,
      last.predictionShape == last.targetShape, let classes, classes > 2, target.lowerBound >= 0,
      target.upperBound * Double(classes) < 1.5
    else { return nil }
    return finding(
      .fail, .targetsDoNotFitTheLoss, "the targets hardly differ from equal shares",
      evidence: "\(evidence), of \(classes) classes",
      expectation: "targets that prefer some classes: a teacher's, the right one by far",
      fix: "look whether the teacher's weights were loaded; at its temperature")
  }

  /// Signs for targets, of losses that want −1 for unlike: for 0 they give nothing.
  func signs(_ seen: ObjectiveHistory) -> Finding? {
    let names: Set = [
      "cosine_embedding_loss", "margin_ranking_loss", "hinge_embedding_loss", "soft_margin_loss",
    ]
    guard let last = seen.last, names.contains(last.name), seen.steps >= 5,
      let target = seen.target,
      target == 0...1 || target == 0...0
    else { return nil }
    return finding(
      .fail, .targetsDoNotFitTheLoss, "the targets are 0 and 1, the loss wants −1 and 1",
      evidence: "\(last.name) in \("step".counted(seen.steps))",
      expectation: "1 for pairs that are alike, −1 for those that are not",
      fix: "targets of 2·t − 1: for 0 unlike pairs count for nothing, and all outputs fall together"
    )
  }

  /// A first loss many times that of constant answers, for labels that are not nearly all one.
  func start(_ seen: ObjectiveHistory, _ history: TrainingHistory) -> Finding? {
    guard seen.kind == .scores || seen.kind == .logits, let blind = history.baseline,
      let first = history.losses.first, first > Objective.highestStart * blind,
      blind > (seen.kind == .scores ? 0.5 * log(Double(max(2, seen.labels.counts.count))) : 0.3),
      let last = seen.last, let range = seen.prediction
    else { return nil }
    return finding(
      .fail, .largeHead, "the first predictions are too large",
      evidence: "\(last.name) starts at \(first.short), constant answers get \(blind.short); "
        + "scores of \(range.lowerBound.short) … \(range.upperBound.short)",
      expectation: "a first loss near that of constant answers",
      fix: "smaller initial weights in the last layer, or normalization before it (of an embedding "
        + "that is the last layer too, 1/√n)")
  }

  /// Answers that are right far more often than a loss at chance knows.
  func unsure(_ seen: ObjectiveHistory, _ history: TrainingHistory) -> Finding? {
    guard seen.kind?.isOfClasses ?? false, history.restsAtBaseline,
      let last = seen.last, let range = seen.prediction, let most = seen.labels.counts.max(),
      history.accuracies.count >= 40,
      let accuracy = Statistics.median(
        Array(history.accuracies.suffix(history.accuracies.count / 4)))
    else { return nil }
    let share = Double(most) / Double(max(1, seen.labels.total))
    guard accuracy > max(2 * share, share + 0.2) else { return nil }
    return finding(
      .warn, .outputRange, "the scores are too small for the loss",
      evidence: "\(accuracy.percent) of the answers are right, where the most frequent label is "
        + "\(share.percent), and the loss rests at that of constant answers; scores of "
        + "\(range.lowerBound.short) … \(range.upperBound.short)",
      expectation: "what \(last.name) expects: scores that may be tens apart",
      fix: "divide similarities by the temperature, do not multiply; no bounded activation or "
        + "normalization behind the last layer")
  }
}
