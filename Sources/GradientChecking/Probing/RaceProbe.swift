import Foundation
import Synchronization

/// Calls a map from two threads at two points at once, as a check on several cores does, and compares what it
/// gives with what it gave alone.
///
/// A map that writes to memory which both calls share mostly gives itself away. One that does not is not
/// proven to be safe.
struct RaceProbe {
  let map: any DifferentiableMap
  let problem: Problem
  /// Whether an answer is the one expected, up to a reordering of sums.
  let isSame: (Answer, Answer) -> Bool

  static let promise = "calls from two threads do not disturb each other"

  /// What a map gives at a point.
  struct Answer: Sendable {
    let output: [Double]
    let gradient: Point
  }

  /// So many rounds, or one where it takes as long; what takes long meets the other call in any round.
  private static let (rounds, time) = (16, Duration.milliseconds(1))

  /// What two calls at once have come to other than alone; nil where they came to the same.
  ///
  /// - Throws: what the map throws when it is called alone.
  func violation() throws -> String? {
    let points = [problem.point, problem.elsewhere]
    let alone = try Problem.ifDefined {
      try points.map { try RaceProbe.answer(of: map, problem.cotangent, at: $0) }
    }
    // Beside the point of the check the function need not be defined.
    guard let alone else { return nil }
    let calls = Calls(of: map, problem.cotangent, at: points, until: .now + RaceProbe.time)
    Thread.detachNewThread { calls.run(1) }
    calls.run(0)
    for (answers, expected) in zip(calls.answers.withLock { $0 }, alone) {
      for answer in answers {
        switch answer {
        case .failure(let error): return "a call beside another throws \(error)"
        case .success(let answer) where !isSame(answer, expected):
          return "a call beside another, at another point, gives something else than alone"
        case .success: continue
        }
      }
    }
    return nil
  }

  private static func answer(
    of map: any DifferentiableMap, _ cotangent: [Double], at point: Point
  ) throws -> Answer {
    Answer(
      output: try map.evaluate(at: point).output,
      gradient: try map.pullback(of: cotangent, at: point))
  }

  /// The calls of two threads, in rounds that begin at once.
  private final class Calls: Sendable {
    let answers = Mutex([[Result<Answer, any Error>]](repeating: [], count: 2))
    private let map: any DifferentiableMap
    private let cotangent: [Double]
    private let points: [Point]
    private let end: ContinuousClock.Instant
    private let barrier = Barrier()
    private let isOver = Atomic(false)

    init(
      of map: any DifferentiableMap, _ cotangent: [Double], at points: [Point],
      until end: ContinuousClock.Instant
    ) {
      (self.map, self.cotangent, self.points, self.end) = (map, cotangent, points, end)
    }

    func run(_ number: Int) {
      for round in 1...RaceProbe.rounds {
        barrier.wait(2 * round - 1)
        let answer = Result {
          try map.evaluatingBesideOthers {
            try RaceProbe.answer(of: map, cotangent, at: points[number])
          }
        }
        answers.withLock { $0[number].append(answer) }
        // Both threads go the same number of rounds, or one would wait for ever.
        if number == 0, ContinuousClock.now >= end { isOver.store(true, ordering: .relaxed) }
        barrier.wait(2 * round)
        if isOver.load(ordering: .relaxed) { return }
      }
    }
  }

  /// Where two threads wait for each other.
  private final class Barrier: Sendable {
    private let arrivals = Atomic(0)
    /// The rounds of waiting before another process may have the core: to start at once is the point.
    private static let eager = 1000

    /// Waits until both threads have come here so many times.
    func wait(_ times: Int) {
      arrivals.add(1, ordering: .acquiringAndReleasing)
      var waited = 0
      while arrivals.load(ordering: .acquiring) < 2 * times {
        waited += 1
        if waited > Barrier.eager { sched_yield() }
      }
    }
  }
}
