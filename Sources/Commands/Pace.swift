/// How far a run of several stages has come, and how long it will still take: what is left of the stage at
/// its own pace, and as long as that stage for every one behind it.
package struct Pace: CustomStringConvertible, Sendable {
  private let stages: Int
  private var stage = 0
  private var done = 0
  private var total = 0
  private var (start, stageStart) = (ContinuousClock.now, ContinuousClock.now)

  package init(stages: Int) { self.stages = stages }

  package mutating func begin(at now: ContinuousClock.Instant = .now) {
    if stage == 0 { start = now }
    stage += 1
    (done, total, stageStart) = (0, 0, now)
  }

  /// Takes in how much of the stage is done; from several threads that may come out of order.
  package mutating func update(_ done: Int, _ total: Int) {
    self.done = total == self.total ? max(self.done, done) : done
    self.total = total
  }

  /// The time that is left, and the share of the whole that is done; nil while nothing tells.
  package func estimate(
    at now: ContinuousClock.Instant = .now
  ) -> (left: Duration, share: Double)? {
    guard done > 0, total > 0 else { return nil }
    let share = min(1, Double(done) / Double(total))
    let stageTime = (now - stageStart) / share
    let left = stageTime * (1 - share) + stageTime * Double(max(0, stages - stage))
    let elapsed = now - start
    return (left, elapsed / max(elapsed + left, .nanoseconds(1)))
  }

  package var description: String { text(at: .now) }

  package func text(at now: ContinuousClock.Instant) -> String {
    guard let (left, share) = estimate(at: now) else { return "…" }
    return "\(Int(100 * share)) %, about \(Pace.text(left)) left"
  }

  private static func text(_ duration: Duration) -> String {
    let seconds = Int(min(duration / .seconds(1), 1e9).rounded(.up))
    return switch seconds {
    case ..<100: "\(seconds) s"
    case ..<6000: "\(seconds / 60) min \(seconds % 60) s"
    default: "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }
  }
}
