import GSL

/// Whether what is learned holds on samples that nothing was learned from.
///
/// Whether it moves at all comes first: one that stays the same while the training loss halves is another network's.
///
/// With T the training loss, T₀ at the start and T₁ at the end, V the validation loss at its lowest and V₁ in the last
/// quarter, B the loss of answers that do not look at the input, where it is known, else T₀:
///
/// - *treated otherwise*: of the V measured while T is still above T₀/2, too early for learning by heart, half and more
///   are above 1.5·max(T₀, B) and 1.5·T, and V₁ has stayed above T₀;
/// - *worse than blind*: V never below 1.5 times what answers that do not look at the input get in validation, and T₁ <
///   0.7·B;
/// - *only rises*: of losses alone, V lowest in the first measurement and V₁ > 1.05 times that, T₁ < 0.9·T₀;
/// - *nothing in common*: T₁ < 0.97·B and never a V < 0.97·B, nor an accuracy above 1.2 times the most frequent label's
///   share; a failure where T₁ < 0.9·B;
/// - *overfitting*: V₁ > 1.35·V, V₁ > B/10 and T₁ < V₁/2, or V₁ > 1.05·V, V₁ > 0.4·B and T₁ < V₁/100 (or V > 0.75·B); a failure where V₁ is above 1.15·V and max(T₀, B), so that
///   nothing learned is left. Where every step saw the very same batch, or one target, that is why.
public struct Generalization: TrainingProbe {
  public static let name = ProbeName.generalization
  private static let expectation = "a validation loss that falls with the training loss"

  /// No data set that is learned whole in each step is smaller.
  private static let fewSamples = 64

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    let seen = history.validation
    guard seen.losses.count >= ValidationHistory.fewest, let trend = history.trend else {
      return [
        notApplicable(
          .overfits,
          "\(seen.losses.count) losses of validation data told, it takes "
            + "\(ValidationHistory.fewest) to know")
      ]
    }
    let blind = history.baseline ?? trend.start.value
    let evidence =
      "validation \(seen.losses[0].short) … \(seen.lowest.short) … \(seen.end.short), "
      + "training \(trend.start.value.short) … \(trend.end.value.short)"
    // Of losses alone it is not known whether both are computed alike, as a sum over more samples is not.
    let scale = history.tellsLossesAlone ? seen.losses[0] : 0
    guard blind > 0, trend.end.value >= 0 else {
      return [notApplicable(.overfits, "a loss that is not positive has no scale of its own")]
    }
    return [
      untouched(seen, trend, evidence) ?? worseThanBlind(seen, trend, history, evidence)
        ?? treatedOtherwise(seen, trend, history, max(blind, trend.start.value), evidence)
        ?? nothingInCommon(seen, trend, history, evidence)
        ?? overfits(seen, trend, history, max(blind, trend.start.value, scale), evidence)
        ?? onlyRises(seen, trend, history, evidence)
        ?? pass(.overfits, evidence, expectation: Generalization.expectation)
    ]
  }

  /// A validation loss that stays what it was within 3 % while the training loss halves. Even labels that have nothing to
  /// do with the inputs make it rise then, for what is learned by heart is said with confidence.
  private func untouched(
    _ seen: ValidationHistory, _ trend: LossTrend, _ evidence: String
  ) -> Finding? {
    guard let least = seen.losses.min(), let most = seen.losses.max(), least > 0,
      most < 1.03 * least, trend.end.value < 0.5 * trend.start.value,
      trend.isAbove(trend.start, trend.end),
      least > 0.8 * trend.start.value
    else { return nil }
    return finding(
      .fail, .validationTreatedOtherwise,
      "the network that is validated is not the one that learns",
      evidence: "\(evidence); the former hardly changes",
      expectation: "a validation loss that the training changes, for better or worse",
      fix: "look whose weights are validated: a copy made before training, or a mean of weights "
        + "that is too slow")
  }

  /// A validation loss that never was near that of constant answers, of a training that has learned. What is learned by
  /// heart is said with confidence, but only after the first measurements; of 55 healthy trainings the worst was
  /// at 1.1 times that.
  private func worseThanBlind(
    _ seen: ValidationHistory, _ trend: LossTrend, _ history: TrainingHistory, _ evidence: String
  ) -> Finding? {
    // Where training samples are drawn evenly, rare ones are expected.
    guard let blind = history.validationBaseline.map({ max($0, history.baseline ?? 0) }),
      seen.lowest > 1.5 * blind,
      let least = seen.losses.min(),
      // With running statistics the first measurement may be the only one that is not far off.
      least > 0.9 * blind
        || history.first?.layers.contains(where: { $0.valuesAChannel != nil }) ?? false,
      trend.end.value < 0.7 * (history.baseline ?? trend.start.value)
    else { return nil }
    return finding(
      .fail, .validationTreatedOtherwise,
      "the validation data are treated otherwise than the training data",
      evidence: "\(evidence); answers without a look at the input get \(blind.short) in validation",
      expectation: "what is learned to be no worse on other data than constant answers",
      fix: "one transform for both: normalization, order of channels, tokens; inference mode, with "
        + "running statistics that were kept up in training and not reset")
  }

  /// A validation loss that is lowest in its first measurement, where nothing else is known. Of 190 healthy trainings it
  /// ended no higher than that; only those that start from learned weights have it.
  private func onlyRises(
    _ seen: ValidationHistory, _ trend: LossTrend, _ history: TrainingHistory, _ evidence: String
  ) -> Finding? {
    guard history.baseline == nil, history.validationBaseline == nil, let first = seen.losses.first,
      let least = seen.losses.dropFirst().min(), least > 0.97 * first, seen.end > 1.05 * first,
      trend.end.value < 0.9 * trend.start.value, trend.isAbove(trend.start, trend.end)
    else { return nil }
    return finding(
      .warn, .nothingGeneral, "nothing that is learned holds on the validation data",
      evidence: "\(evidence); the former never fell",
      expectation: "a validation loss that falls at first",
      fix:
        "look whether inputs tell the labels, whole and paired as they should be, in both splits; "
        + "then more data, fewer weights")
  }

  private func treatedOtherwise(
    _ seen: ValidationHistory, _ trend: LossTrend, _ history: TrainingHistory, _ blind: Double,
    _ evidence: String
  ) -> Finding? {
    let early = zip(seen.steps, seen.losses).compactMap { step, loss in
      let around = history.losses[max(0, step - 5)..<min(history.count, step + 6)]
      return Statistics.median(Array(around)).map { (step: step, loss: loss, beside: $0) }
    }.filter { $0.beside > 0.5 * trend.start.value }
    // A training that diverges takes both along.
    let off = early.filter { $0.loss > 1.5 * max(blind, $0.beside) }
    guard let first = off.first, 2 * off.count >= early.count, seen.end > blind else { return nil }
    let isAlone = history.tellsLossesAlone
    if isAlone, seen.end < 0.6 * seen.losses[0] { return nil }
    return finding(
      isAlone ? .warn : .fail, .validationTreatedOtherwise,
      "the validation data are treated otherwise than the training data",
      evidence:
        "\(first.loss.short) in step \(first.step + 1), before anything was learned by heart; "
        + evidence,
      expectation: "of a network that has hardly learned, losses alike on both",
      fix: (isAlone ? "the same targets and reduction, mean or sum, for both losses; " : "")
        + "the training split's normalization for both; inference mode while validating, with "
        + "running statistics that keep up with training (a batch norm's momentum)")
  }

  private func nothingInCommon(
    _ seen: ValidationHistory, _ trend: LossTrend, _ history: TrainingHistory, _ evidence: String
  ) -> Finding? {
    guard let blind = history.baseline, trend.end.value < 0.97 * blind, seen.lowest > 0.97 * blind
    else { return nil }
    if let accuracy = seen.accuracy, let most = history.labels.counts.max(),
      accuracy > 1.2 * Double(most) / Double(history.labels.total)
    {
      return nil
    }
    // Short of a tenth learned by heart there may be nothing learned at all.
    return finding(
      trend.end.value < 0.9 * blind ? .fail : .warn, .nothingGeneral,
      "nothing that is learned holds on the validation data",
      evidence: "\(evidence); answers without a look at the input get \(blind.short)",
      expectation: "labels that the inputs tell",
      fix: "look whether inputs and labels belong together, and are read alike in both splits")
  }

  private func overfits(
    _ seen: ValidationHistory, _ trend: LossTrend, _ history: TrainingHistory, _ blind: Double,
    _ evidence: String
  ) -> Finding? {
    if history.seesOneBatch, history.first?.samples ?? 0 <= Generalization.fewSamples,
      trend.end.value < 0.1 * seen.end,
      seen.end > max(0.1 * blind, 1.1 * seen.lowest)
        || seen.end > 0.5 * blind && trend.end.value < 0.01 * seen.end
    {
      return oneBatch(seen, history, blind, evidence)
    }
    // What is a tenth of a blind answer's has been learned.
    let isByHeart =
      trend.end.value < 0.01 * seen.end && seen.end > 0.4 * blind && !seen.turnsBack
    // What never was much better than a blind answer's need not get worse.
    let isNothingElse = isByHeart && seen.lowest > 0.75 * blind
    guard
      isNothingElse
        || seen.end > (isByHeart ? 1.05 : seen.end > blind ? 1.15 : 1.35) * seen.lowest,
      seen.end > 0.1 * blind,
      trend.end.value < 0.5 * seen.end, let best = seen.best
    else { return nil }
    if history.seesOneBatch {
      return oneBatch(seen, history, blind, evidence)
    }
    if let target = history.objective.target, target.lowerBound == target.upperBound {
      return finding(
        .fail, .labelBalance, "all targets are the same",
        evidence: "\(target.lowerBound.short) in \("step".counted(history.objective.steps)); "
          + evidence,
        expectation: "targets that differ", fix: "look at how labels are read")
    }
    return finding(
      seen.end > blind ? .fail : .warn, .overfits, "the network overfits",
      evidence: "\(evidence); lowest near step \(best + 1)",
      expectation: Generalization.expectation,
      fix: "stop near that step; more data or augmentation, more regularization, fewer weights")
  }

  private func oneBatch(
    _ seen: ValidationHistory, _ history: TrainingHistory, _ blind: Double, _ evidence: String
  ) -> Finding {
    finding(
      seen.end > blind ? .fail : .warn, .sampleOrder, "every step gets the same batch",
      evidence: "inputs and labels of one mean in \("step".counted(history.count)); \(evidence)",
      expectation: "other samples in each step",
      fix: "go on to the next batch in the loop; a fresh iterator gives the first again")
  }
}

extension TrainingHistory {
  fileprivate var tellsLossesAlone: Bool {
    objective.last == nil && parts.isEmpty && first?.inputs == nil
  }
}
