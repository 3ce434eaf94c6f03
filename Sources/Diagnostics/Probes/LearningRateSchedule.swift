/// Whether the learning rate lasts as long as the training.
///
/// Schedules end near zero: a cosine spends its last 2 % of steps below a thousandth of its peak, a decay by ten at a
/// third and two thirds none. Where more than a quarter of all steps come after the last with a thousandth of the peak,
/// and the loss had not converged, the training has ended long before its loop. Of all schedules of healthy trainings the
/// mean was a third of the peak and more; one below a tenth, falling from early on to the end, is spent nearly at once,
/// as where it decays by steps and was meant to by epochs. One that rises all through and is highest in the last step
/// has not begun, where the loss has not fallen.
public struct LearningRateSchedule: TrainingProbe {
  public static let name = ProbeName.schedule
  private static let fewestSteps = 20
  private static let fewestRates = 10
  private static let share = 1e-3
  private static let latest = 0.75
  private static let leastMean = 0.1
  /// The share of its highest that a rate never comes back from.
  private static let nothing = 1e-5

  /// The share of the last step that is added to the next; nil where it is not known.
  private let momentum: Double?

  public init(momentum: Double? = nil) { self.momentum = momentum }

  public func findings(from history: TrainingHistory) -> [Finding] {
    let found = [negative(history), endless(history)].compactMap { $0 }
    return found.isEmpty ? lasting(history) : found
  }

  /// A rate below 0 climbs.
  private func negative(_ history: TrainingHistory) -> Finding? {
    let rates = history.summaries.map(\.rate)
    guard let first = rates.firstIndex(where: { $0 < 0 }) else { return nil }
    return finding(
      .fail, .uphillUpdate, "the learning rate falls below 0",
      evidence:
        "\(rates[first].short) in step \(first + 1), \((rates.last ?? 0).short) in the last: "
        + "steps go up the gradient",
      expectation: "a schedule that ends at 0",
      fix: "stop the schedule, or the training, where the rate reaches 0")
  }

  /// A momentum m adds up the last 1/(1 − m) steps and more. Longer than the training, and a hundred steps, it only
  /// gathers speed.
  private func endless(_ history: TrainingHistory) -> Finding? {
    guard let momentum, momentum > 0.99, history.count >= LearningRateSchedule.fewestSteps else {
      return nil
    }
    let memory = 1 / max(0, 1 - momentum)
    guard memory > Double(history.count) else { return nil }
    return finding(
      .fail, .learningRateTooHigh, "the momentum is too high",
      evidence: "\(momentum) adds up about \(memory.short) steps, and there were \(history.count)",
      expectation: "a momentum of about 0.9, which forgets within ten steps",
      fix: "a momentum of 0.9")
  }

  private func lasting(_ history: TrainingHistory) -> [Finding] {
    guard history.count >= LearningRateSchedule.fewestSteps, let last = history.lastEffectiveRate,
      let now = history.recent.last?.learningRate
    else { return [notApplicable(.rateRunsOut, "not told: pass learningRate of steps to know")] }
    let evidence = "at most \(history.highestRate.short), \(now.short) in the last step"
    // A few large steps are no schedule.
    let isOver =
      history.effectiveRates >= LearningRateSchedule.fewestRates
      && Double(last + 1) < LearningRateSchedule.latest * Double(history.count)
    guard isOver, let end = history.losses.last, !history.hasConverged(at: end) else {
      return [
        spent(history) ?? rising(history)
          ?? pass(.rateRunsOut, evidence, expectation: "a rate that lasts")
      ]
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

  /// A rate of which most went into the first few steps.
  private func spent(_ history: TrainingHistory) -> Finding? {
    let rates = history.summaries.map(\.rate).filter { $0 >= 0 }
    let total = rates.reduce(0, +)
    let peakRate = history.highestRate
    guard let last = rates.last, let end = history.losses.last, !history.hasConverged(at: end),
      rates.count >= 2 * LearningRateSchedule.fewestSteps,
      total < LearningRateSchedule.leastMean * history.highestRate * Double(rates.count),
      let peak = rates.firstIndex(of: history.highestRate), 4 * peak < rates.count,
      // A rate that was too high in a few steps, and then is what it should be, is another matter.
      last < 0.5 * rates[rates.count / 4] || last < LearningRateSchedule.nothing * peakRate
    else { return nil }
    var sum = 0.0
    let half = rates.firstIndex { rate in
      sum += rate
      return 2 * sum >= total
    }
    return finding(
      history.isLearning ? .warn : .fail, .rateRunsOut,
      "the learning rate is spent in the first steps",
      evidence: "half of all that it adds up to by step \((half ?? 0) + 1) of \(rates.count), "
        + "\(last.short) in the last; the loss is at \(end.short)",
      expectation: "a mean of a tenth of the highest rate and more",
      fix: "a slower decay: look whether it counts steps where epochs were meant")
  }

  /// A rate that is highest in the last step, in a training that has not learned.
  private func rising(_ history: TrainingHistory) -> Finding? {
    let rates = history.summaries.map(\.rate).filter { $0 >= 0 }
    guard rates.count >= 2 * LearningRateSchedule.fewestSteps, let first = rates.first,
      let last = rates.last, let trend = history.trend, !history.isLearning, !trend.isAboveStart,
      !trend.risesAgain, last > 0, last >= 0.99 * history.highestRate, first < 0.5 * last,
      zip(rates, rates.dropFirst()).allSatisfy({ $0 <= $1 }),
      (first + 0.1 * (last - first)...0.9 * last).contains(rates[rates.count / 2])
    else { return nil }
    return finding(
      .warn, .learningRateTooLow, "the learning rate still rises at the end",
      evidence: "from \(first.short) to \(last.short) in \("step".counted(rates.count)), and the "
        + "loss has hardly fallen",
      expectation: "a warm-up that is over in a tenth of the training",
      fix: "a shorter warm-up: look whether it counts epochs where steps were meant")
  }

  /// Whether a step at this rate still counts beside the peak.
  static func isEffective(_ rate: Double, peak: Double) -> Bool { rate >= share * peak }
}
