import GSL

/// Gradients that vanish or explode on their way from the last layer to the first.
///
/// Compared are the root mean squares of the gradients of the first and the last weight tensor. Only a
/// factor of 10,000 in each of five steps in a row counts, with the second tensor on the way to it, as a
/// gradient that is lost from layer to layer has it: an embedding of which a batch uses few rows is the first
/// alone; where it explodes, with a tenth of that before the last tensor, which may be one of two heads. It does not count once the loss is below a tenth of where it started: the gradients of a network that has
/// learned are small by right.
///
/// A gradient may also get lost in training: a fiftieth of what it was beside the last layer's, where the loss has come to
/// rest without having learned.
///
/// Of two samples a batch normalization leaves ±1, whatever they were, and no gradient: then that is the finding.
public struct GradientFlow: TrainingProbe {
  public static let name = ProbeName.gradientFlow
  private static let factor = 1e4
  private static let persistence = 5

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    let code = Diagnosis.vanishingGradient
    guard let start = history.losses.first, let now = history.losses.last else {
      return [notApplicable(code, "no step was recorded")]
    }
    guard start.isFinite, now.isFinite else {
      return [notApplicable(code, "the loss is not finite")]
    }
    // The first steps of a run that has converged since still count.
    let steps = history.recentUpdates.filter {
      !$0.loss.isNaN && !history.hasConverged(at: $0.loss)
    }
    guard !steps.isEmpty else {
      return [notApplicable(code, "the loss has converged")]
    }
    let flows = steps.suffix(GradientFlow.persistence).compactMap(flow)
    guard flows.count == GradientFlow.persistence, let last = flows.last else {
      return [
        dead(history)
          ?? notApplicable(code, "fewer than \(GradientFlow.persistence) steps with three weights")
      ]
    }
    let half = GradientFlow.factor.squareRoot()
    let vanishes = flows.allSatisfy { $0.ratio < 1 / GradientFlow.factor && $0.second < 1 / half }
    let explodes = flows.allSatisfy {
      $0.ratio > GradientFlow.factor && $0.second > half && $0.inner > 10
    }
    let evidence =
      "rms of the gradient \(last.first.gradientRMS.short) in \(last.first.name), "
      + "\(last.last.gradientRMS.short) in \(last.last.name)"
    let expectation = "first and last layer within a factor of 10,000"
    guard vanishes || explodes else {
      return [
        lost(flows, history) ?? dead(history) ?? pass(code, evidence, expectation: expectation)
      ]
    }
    if vanishes, history.normalizesFew {
      return [
        finding(
          .fail, .normalizedOverFew, "batches of two are normalized to their signs",
          evidence: "\("sample".counted(history.first?.samples ?? 2)) a batch; \(evidence)",
          expectation: "batches of eight and more where they are normalized",
          fix: "larger batches, or a normalization within each sample (layer or group norm)",
          layer: last.first.name)
      ]
    }
    return [
      finding(
        .fail, vanishes ? .vanishingGradient : .explodingGradient,
        "the gradient \(vanishes ? "vanishes" : "explodes") towards the first layer",
        evidence: evidence, expectation: expectation,
        fix: vanishes
          ? "ReLU instead of sigmoid or tanh, initialization by fan-in, batch norm"
          : "smaller initial weights, batch norm, or clipped gradients", layer: last.first.name)
    ]
  }

  /// A gradient that got to the first layers in the first step and is down to a fiftieth of that now, beside the last
  /// layer's, in a training that has come to rest without learning.
  private func lost(_ flows: [Flow], _ history: TrainingHistory) -> Finding? {
    guard let start = history.firstUpdate.flatMap(flow), let last = flows.last,
      let trend = history.trend, !history.isLearning, !trend.isStillFalling,
      flows.allSatisfy({ max($0.ratio, $0.second) < 0.02 * max(start.ratio, start.second) })
    else { return nil }
    return finding(
      .warn, .vanishingGradient, "the gradient no longer reaches the first layers",
      evidence:
        "rms in \(last.first.name) beside that in \(last.last.name) \(start.ratio.short) in the "
        + "first step, \(last.ratio.short) in the last",
      expectation: "first and last layer in about the proportion of the first step",
      fix: "a lower learning rate or a warm-up; look for units that died or saturated",
      layer: last.first.name)
  }

  /// A gradient of which hardly a hundredth is left, where the loss is no lower for it: what is small at a minimum is small
  /// here because something saturates.
  private func dead(_ history: TrainingHistory) -> Finding? {
    func norm(_ step: TrainingStep) -> Double {
      step.parameters.reduce(0) { $0 + $1.gradientNorm * $1.gradientNorm }.squareRoot()
    }
    guard let first = history.firstUpdate.map(norm), let trend = history.trend,
      let last = Statistics.median(history.recentUpdates.map(norm)), last > 0,
      trend.losses.count >= 40, last < 0.01 * first, !history.isLearning,
      trend.end.value >= trend.start.value
    else { return nil }
    return finding(
      .warn, .vanishingGradient, "the gradient dies, and nothing has been learned",
      evidence: "its norm goes from \(first.short) to \(last.short), the loss from "
        + "\(trend.start.value.short) to \(trend.end.value.short)",
      expectation: "a gradient that gets small where the loss does",
      fix: "look what saturates: units, a softmax, a loss such as log(1 - D) of a critic that is "
        + "certain (use -log D, and a slower critic)")
  }

  /// Whether it vanishes in the last steps.
  static func vanishes(in history: TrainingHistory) -> Bool {
    GradientFlow().findings(from: history).contains {
      ($0.code == .vanishingGradient || $0.code == .normalizedOverFew) && $0.verdict == .fail
    }
  }

  private typealias Flow = (
    first: ParameterStatistics, last: ParameterStatistics, ratio: Double, second: Double,
    inner: Double
  )

  private func flow(_ step: TrainingStep) -> Flow? {
    let weights = step.parameters.filter { $0.isWeightLike && !$0.isFrozen && $0.norm > 0 }
    guard weights.count >= 3, let first = weights.first, let last = weights.last,
      first.gradientNorm > 0, last.gradientNorm > 0
    else { return nil }
    return (
      first, last, first.gradientRMS / last.gradientRMS, weights[1].gradientRMS / last.gradientRMS,
      first.gradientRMS / weights[weights.count - 2].gradientRMS
    )
  }
}
