import Foundation
import Synchronization

/// Threads, one less than there are cores, that help whoever has work in pieces.
///
/// A training step is some hundred jobs of a tenth of a millisecond, and to wake a sleeping thread takes
/// as long again as half of one. So helpers that have nothing more to do stay awake a little while, in
/// case that the next job comes at once. `concurrentPerform` puts its threads to sleep after each job;
/// with it a step of VGG11 took a third longer on two cores.
final class Team: Sendable {
  static let shared = Team(helpers: ProcessInfo.processInfo.activeProcessorCount - 1)

  private let helpers: Int
  /// The callers of ``perform(_:_:)`` at the moment.
  private let callers = Atomic(0)

  // The job under way. Only its caller writes `count` and `body`: before it opens the job, and after
  // it has closed the job and nobody is inside.
  nonisolated(unsafe) private var count = 0
  nonisolated(unsafe) private var body: ((Int) -> Void)?
  /// The next piece to be taken.
  private let next = Atomic(0)
  private let isOpen = Atomic(false)
  /// The helpers that may be using `count` and `body`.
  private let inside = Atomic(0)

  /// Changes with every job.
  private let round = Atomic(0)
  private let sleepers = Atomic(0)
  private let bell = DispatchSemaphore(value: 0)

  /// How often a thread looks for something before it gives way to others: some tens of microseconds.
  private static let patience = 50_000

  private init(helpers: Int) {
    self.helpers = helpers
    for _ in 0..<helpers { Thread.detachNewThread { [self] in help() } }
  }

  /// Calls `body` with each number below `count`.
  ///
  /// One caller at a time is helped. Another one, from a piece or from a thread of its own, finds the
  /// cores busy and does its work alone.
  func perform(_ count: Int, _ body: (Int) -> Void) {
    let isAlone = callers.add(1, ordering: .acquiringAndReleasing).oldValue == 0
    defer { callers.subtract(1, ordering: .acquiringAndReleasing) }
    guard isAlone, helpers > 0 else {
      for piece in 0..<count { body(piece) }
      return
    }
    withoutActuallyEscaping(body) { body in
      (self.count, self.body) = (count, body)
      next.store(0, ordering: .relaxed)
      isOpen.store(true, ordering: .sequentiallyConsistent)
      round.add(1, ordering: .sequentiallyConsistent)
      for _ in 0..<sleepers.exchange(0, ordering: .sequentiallyConsistent) { bell.signal() }
      takePieces()
      // Whoever comes inside from here on finds the job closed.
      isOpen.store(false, ordering: .sequentiallyConsistent)
      var patience = Team.patience
      while inside.load(ordering: .sequentiallyConsistent) > 0 {
        patience -= 1
        if patience < 0 { sched_yield() }
      }
      self.body = nil
    }
  }

  /// What a helper does all its life.
  private func help() {
    var seen = 0
    while true {
      var patience = Team.patience
      while round.load(ordering: .acquiring) == seen {
        patience -= 1
        if patience == 0 {
          // A job that begins right now rings too early: then its caller does without this helper.
          sleepers.add(1, ordering: .sequentiallyConsistent)
          bell.wait()
          patience = Team.patience
        }
      }
      seen = round.load(ordering: .acquiring)
      inside.add(1, ordering: .sequentiallyConsistent)
      if isOpen.load(ordering: .sequentiallyConsistent) { takePieces() }
      inside.subtract(1, ordering: .sequentiallyConsistent)
    }
  }

  /// Works on pieces of the open job as long as there are any. Not inlined, so that no reference to
  /// the job's body is held for longer.
  @inline(never)
  private func takePieces() {
    guard let body else { return }
    let count = count
    while true {
      let piece = next.add(1, ordering: .relaxed).oldValue
      guard piece < count else { return }
      body(piece)
    }
  }
}
