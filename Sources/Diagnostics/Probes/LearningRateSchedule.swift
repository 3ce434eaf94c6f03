/// Whether the learning rate lasts as long as the training.
///
/// Schedules end near zero: a cosine spends its last 2 % of steps below a thousandth of its peak, a decay by ten at a
/// third and two thirds none. Where more than a quarter of all steps come after the last with a thousandth of the peak,
/// and the loss had not converged, the training has ended long before its loop.
public struct LearningRateSchedule: TrainingProbe {
  public static let name = ProbeName.schedule
  private static let fewestSteps = 20
  private static let fewestRates = 10
  private static let share = 1e-3
  private static let latest = 0.75

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    guard history.count >= LearningRateSchedule.fewestSteps, let last = history.lastEffectiveRate,
      let now = history.recent.last?.learningRate
    else { return [notApplicable(.rateRunsOut, "not told: pass learningRate of steps to know")] }
    let evidence = "at most \(history.highestRate.short), \(now.short) in the last step"
    // A few large steps are no schedule.
    let isOver =
      history.effectiveRates >= LearningRateSchedule.fewestRates
      && Double(last + 1) < LearningRateSchedule.latest * Double(history.count)
    guard isOver, let end = history.losses.last, !history.hasConverged(at: end) else {
      return [pass(.rateRunsOut, evidence, expectation: "a rate that lasts")]
    }
    return [
      finding(
        .fail, .rateRunsOut, "the learning rate is used up long before the end",
        evidence: "\(evidence); below a thousandth of its peak after step \(last + 1) of "
          + "\(history.count)",
        expectation: "a rate that lasts as long as the training",
        fix: "advance the schedule once an epoch where it counts epochs; for a plateau, look "
          + "whether it waits for the right direction")
    ]
  }

  /// Whether a step at this rate still counts beside the peak.
  static func isEffective(_ rate: Double, peak: Double) -> Bool { rate >= share * peak }
}
