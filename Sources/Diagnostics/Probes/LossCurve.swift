import Foundation
import GSL

/// The shape of the loss over all steps, whatever its scale.
///
/// Healthy training falls, fast at first, and stays at its floor up to noise. The rules are tests of that
/// between the levels of stretches of the curve, at five standard errors of their medians (see
/// ``TrainingHistory``'s trend); a step is 20 samples or more, taken together where it is fewer:
///
/// - diverging: not finite after a rise; 1.5 times its start all through the second half, or at the end of a rise level by
///   level; nearly all that comes
///   after the first loss above three times that; or back from its lowest level by more than half of its fall, and not
///   on its way down again;
/// - creeping up: back by a quarter of its fall, level by level for most of the run;
/// - at ln(e + K − 1) − 1 after a start at ln K: a softmax twice;
/// - at −1 from the first fifth on: what a cosine has at least, where all outputs are alike;
/// - without end: not positive, and falling ever faster;
/// - spiking: several values of more than three times their surroundings;
/// - oscillating: up and down at nearly every step by a quarter of its level, getting nowhere;
/// - all lost: lower than its start by a fifth in the first third, and back there for the second half;
/// - at chance, of losses alone: from the first sixth on at ln K for a common number K of choices, up to 0.2 % and its error;
/// - flat: no level below the start by 2 % and by more than noise, on a curve clear enough to see a fall of a seventh;
/// - stuck high: nearly all of the fall in the first fifth of the steps, more than half left, and steps that
///   promise to go on lowering it;
/// - slow: a straight line that fell by less than a tenth, or any curve that fell by less than a twentieth;
/// - back with its validation loss: both at 1.8 times their lowest levels;
/// - neither falls: training and validation loss within 2 % of what they were at first, or above;
/// - a leap: above ten times its first value in the first third, and not below half of that at the end.
///
/// A curve below a tenth of its start has converged, and one well below what constant answers would get is at its
/// floor. Only a divergence fails: a training that was taken up again may be flat by right. Losses that are not
/// positive have no scale and are judged by divergence and by an endless fall alone.
///
/// Of 4,000 curves of noise around a level, a fall and a floor (normal, log-normal, exponential of Student's t with 3
/// degrees of freedom; 20 to 500 steps), 2 are said to diverge: their first loss was an outlier to below.
public struct LossCurve: TrainingProbe {
  public static let name = ProbeName.lossCurve
  /// So many losses before a NaN tell whether they rose.
  private static let fewestBefore = 3
  private static let expectation = "fast at first, then ever slower, towards a low level"

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    let losses = history.losses
    let finite = Array(losses.prefix(while: \.isFinite))
    if finite.count < losses.count {
      if let last = finite.last, last < -1e6 * max(1, abs(finite[0])) {
        return [unbounded(finite)]
      }
      guard finite.count < LossCurve.fewestBefore || LossCurve.rises(finite) else {
        return [notApplicable(.lossDiverges, "the loss was calm before it was no number")]
      }
      return [divergence("the loss diverges", finite, to: losses[finite.count])]
    }
    guard let trend = history.trend else { return [short(finite, history)] }
    if finite.allSatisfy({ $0 > 0 }) || finite.allSatisfy({ $0 >= 0 }) && finite[0] > 0 {
      return [judge(trend, finite.count, history)]
    }
    if trend.fallsWithoutEnd { return [unbounded(finite)] }
    if trend.isAtMinusOne {
      return [
        finding(
          .warn, .inputIgnored, "the outputs fall together",
          evidence: "\(evidence(trend, finite.count)); −1 is the least that a cosine has",
          expectation: "views of a sample that stay apart from those of others",
          fix: "what holds outputs apart: a predictor and a stopped gradient on the other view, "
            + "samples to be told from, or a variance to keep")
      ]
    }
    return [notApplicable(.lossFlat, "a loss that is not positive has no scale of its own")]
  }

  private func unbounded(_ losses: [Double]) -> Finding {
    finding(
      .fail, .unboundedLoss, "the loss falls without end",
      evidence:
        "from \(losses[0].short) to \(losses[losses.count - 1].short) in "
        + "\("step".counted(losses.count)), ever faster",
      expectation: "a loss with a least value",
      fix:
        "look for a lost or a wrong sign (a likelihood that is minimized, a term subtracted), and "
        + "for scores where the loss expects logarithms of probabilities")
  }

  /// Whether a loss that became no number was on its way up.
  static func rises(_ losses: [Double]) -> Bool {
    guard let least = losses.min(), let last = Statistics.median(Array(losses.suffix(3))),
      let level = Statistics.median(losses)
    else { return false }
    return last > 2 * losses[0] || last > 2 * level && last > 3 * least
  }

  private func short(_ losses: [Double], _ history: TrainingHistory) -> Finding {
    if let first = losses.first, let last = losses.last, first > 0, last <= 0.1 * first, last >= 0 {
      return pass(
        .lossFlat, "from \(first.short) to \(last.short) in \("step".counted(losses.count))",
        expectation: LossCurve.expectation)
    }
    return notApplicable(
      .lossFlat,
      "\("step".counted(losses.count)), it takes \(history.stepsTogether * LossTrend.fewest) to tell"
    )
  }

  private func evidence(_ trend: LossTrend, _ steps: Int) -> String {
    "from \(trend.start.value.short) to \(trend.end.value.short) in \("step".counted(steps))"
  }

  private func divergence(
    _ title: String, _ losses: [Double], to end: Double, _ more: String = "",
    _ verdict: Verdict = .fail
  ) -> Finding {
    finding(
      verdict, .lossDiverges, title,
      evidence: "from \(losses.first?.short ?? "the first step on") to \(end.short) "
        + "in \("step".counted(losses.count))\(more)",
      expectation: "a loss that falls", fix: "a learning rate ten times lower; then try between")
  }

  private func judge(_ trend: LossTrend, _ steps: Int, _ history: TrainingHistory) -> Finding {
    let evidence = evidence(trend, steps)
    func warn(_ code: Diagnosis, _ title: String, _ fix: String, _ evidence: String) -> Finding {
      finding(.warn, code, title, evidence: evidence, expectation: LossCurve.expectation, fix: fix)
    }
    if trend.leavesAtOnce {
      return divergence(
        "the loss explodes in the first steps", trend.losses, to: trend.end.value,
        ", nearly all after the first above three times that")
    }
    if trend.isAboveStart || trend.climbs {
      return divergence("the loss diverges", trend.losses, to: trend.end.value)
    }
    if trend.risesAgain, history.inputsWander {
      return notApplicable(
        .lossDiverges,
        "\(evidence); inputs of ever another scale, as of another network's, have no level of loss")
    }
    if trend.risesAgain {
      let least = trend.lowest
      return divergence(
        "the loss rises again", trend.losses, to: trend.end.value,
        ", lowest at \(least.value.short) near step \(history.stepsTogether * least.range.lowerBound + 1)",
        // A task that gets harder on purpose costs what was learned of an easy one, seldom two thirds.
        3 * least.value < trend.start.value && !trend.isComingDown ? .fail : .warn)
    }
    if let classes = trend.classesOfDoubleSoftmax {
      return warn(
        .scoresDoNotFitTheLoss, "the loss rests where that of a softmax applied twice does",
        "give the loss the scores as they are",
        "\(evidence); of \(classes) classes that of certain and right answers is "
          + "\(LossTrend.leastOfDoubleSoftmax(Double(classes)).short), with a softmax before its own"
      )
    }
    let spikes = trend.spikes
    // A single one is an accident.
    if spikes > 1 {
      return warn(
        .lossSpikes, "the loss spikes",
        "a lower learning rate or clipped gradients; look at the samples of those steps",
        "\(evidence), \("spike".counted(spikes))")
    }
    if trend.losesAll {
      return divergence(
        "the loss rises again", trend.losses, to: trend.end.value, ", lower by a fifth before",
        .warn)
    }
    if let least = history.lowestOfBoth(trend) {
      return divergence(
        "the loss rises again", trend.losses, to: trend.end.value,
        ", lowest at \(least.short), and that of validation with it", .warn)
    }
    if trend.jumpsAtFirst, !history.isTrained {
      return divergence(
        "the loss explodes in the first steps", trend.losses, to: trend.end.value,
        ", up to \((trend.losses.max() ?? 0).short) in between", .warn)
    }
    if trend.end.value <= 0.1 * trend.start.value || history.isTrained {
      return pass(.lossFlat, evidence, expectation: LossCurve.expectation)
    }
    if let baseline = history.restsAtBaseline ? history.baseline : history.restsAtEqualAnswers {
      return warn(
        .lossFlat, "the loss does not fall below that of constant answers",
        "look whether inputs and labels belong together; for dead units; at the learning rate",
        "\(evidence); answers without a look at the input get \(baseline.short)")
    }
    if trend.creepsUp {
      return warn(
        .lossDiverges, "the loss creeps up again",
        "look whether gradients are zeroed; then a lower learning rate",
        "\(evidence), lowest at \(trend.lowest.value.short)")
    }
    if trend.oscillates {
      return warn(.lossOscillates, "the loss oscillates", "a lower learning rate", evidence)
    }
    if history.first?.parameters.isEmpty ?? true, let choices = trend.choicesAtChance {
      return warn(
        .lossFlat, "the loss rests at that of guessing",
        "look whether inputs and labels belong together; for dead or equal units; at the learning "
          + "rate", "\(evidence); guessing one of \(choices) costs \(log(Double(choices)).short)")
    }
    if let value = history.validation.repeated, !history.isLearning {
      return warn(
        .lossFlat, "the validation loss is the very same number every time",
        "look whether the optimizer makes steps, for these weights; for what no gradient gets "
          + "through: a softmax over one output, an argmax, rounding, units that are dead",
        "\(evidence), validation \(value.short) in \(history.validation.losses.count) measurements")
    }
    if trend.isFlat {
      guard trend.isClear else {
        return neither(trend, history, evidence)
          ?? notApplicable(.lossFlat, "\(evidence): too noisy to tell")
      }
      return warn(
        .lossFlat, "the loss does not fall",
        "look at the update ratios: a higher learning rate where they are small; else dead units, "
          + "or labels that the inputs do not tell", evidence)
    }
    if trend.isStuck, history.promisesMore {
      return warn(
        .lossStuckHigh, "the loss fell fast and is stuck high", "a lower learning rate", evidence)
    }
    if trend.isSlow {
      return warn(.lossSlow, "the loss falls slowly, in a line", "a higher learning rate", evidence)
    }
    if trend.hardlyFalls {
      return warn(
        .lossSlow, "the loss hardly falls",
        "look at the update ratios; at layers that do not learn; whether the inputs tell the labels",
        evidence)
    }
    return neither(trend, history, evidence)
      ?? pass(.lossFlat, evidence, expectation: LossCurve.expectation)
  }

  /// Neither the second half of the losses below the first sixth, nor any validation loss below the first, by a
  /// fiftieth. Of 160 healthy trainings one kept 96 % of both, and nine 80 % and more; most of these were taken up again.
  private func neither(
    _ trend: LossTrend, _ history: TrainingHistory, _ evidence: String
  ) -> Finding? {
    let seen = history.validation.losses
    guard seen.count >= 3, let first = seen.first, let least = seen.min(), least > 0.98 * first,
      trend.losses.count >= 40, (0.98...1.5).contains(trend.kept)
    else { return nil }
    return finding(
      .warn, .lossFlat, "neither the training loss nor the validation loss falls",
      evidence: "\(evidence), validation \(first.short) … \(least.short)",
      expectation: LossCurve.expectation,
      fix: "look whether the inputs tell the labels, and whether the network could say so: "
        + "activations between layers, enough units; at the update ratios")
  }
}

extension TrainingHistory {
  /// Whether the last steps promise to lower the loss by a twentieth and more each, as they do not near a floor.
  /// Losses alone do not tell a floor of noise from another.
  fileprivate var promisesMore: Bool {
    let reaches = summaries.suffix(50).map(\.reach).filter { !$0.isNaN }
    return Statistics.median(reaches) ?? 0 >= 0.05
  }

  /// Whether the inputs' deviation at the end is far from that at the start, which data sets do not do.
  fileprivate var inputsWander: Bool {
    let told = summaries.compactMap(\.inputs).map(\.y)
    let length = max(3, told.count / 10)
    guard told.count >= 20, let start = Statistics.median(Array(told.prefix(length))),
      let end = Statistics.median(Array(told.suffix(length))), start > 0
    else { return false }
    return !(0.4...2.5).contains(end / start)
  }

  /// The lowest level of a loss that ends at 1.8 times that, as does the validation loss of its own: of 190 healthy
  /// trainings both were up to 1.4 times.
  fileprivate func lowestOfBoth(_ trend: LossTrend) -> Double? {
    let least = trend.lowest
    guard validation.losses.count >= ValidationHistory.fewest, least.value > 0,
      trend.isAbove(trend.start, least), trend.isAbove(trend.end, least),
      trend.end.value > 1.8 * least.value, validation.lowest > 0,
      validation.end > 1.8 * validation.lowest, validation.losses.last ?? 0 > validation.end * 0.9
    else { return nil }
    return least.value
  }
}
