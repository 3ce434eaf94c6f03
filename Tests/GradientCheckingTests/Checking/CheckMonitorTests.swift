import Foundation
import GradientChecking
import Synchronization
import Testing

@Suite("Monitors")
struct CheckMonitorTests {
  /// What monitor and function saw, counted from any thread.
  private final class Counts: Sendable {
    let evaluations = Atomic(0)
    let isCancelled = Atomic(false)
    let progress = Mutex<[(done: Int, total: Int)]>([])
  }

  /// A sum of squares that counts its evaluations; moving the first coordinate is slow.
  private func specimen(_ counts: Counts, slow: Bool = false) -> Specimen {
    Specimen(
      at: (1...200).map(Double.init),
      value: { x in
        counts.evaluations.add(1, ordering: .relaxed)
        if slow, x[0] != 1, x[1] == 2 { Thread.sleep(forTimeInterval: 0.1) }
        return x.reduce(0) { $0 + $1 * $1 }
      }, gradient: { $0.map { 2 * $0 } })
  }

  private func check(_ specimen: Specimen, threads: Int, monitor: CheckMonitor) throws {
    var configuration = CheckConfiguration()
    configuration.threads = threads
    _ = try GradientChecker(configuration).check(specimen, named: "x", monitor: monitor)
  }

  @Test("Progress counts every derivative and reaches the total", arguments: [1, 2, 5])
  func progress(threads: Int) throws {
    let counts = Counts()
    try check(
      specimen(counts), threads: threads,
      monitor: CheckMonitor(progress: { done, total in
        counts.progress.withLock { $0.append((done, total)) }
      }))
    let seen = counts.progress.withLock { $0 }
    #expect(seen.map(\.done).max() == 201)
    #expect(seen.allSatisfy { $0.total == 201 && (1...201).contains($0.done) })
  }

  @Test("The total is not reported before all is done")
  func order() throws {
    let counts = Counts()
    try check(
      specimen(counts, slow: true), threads: 2,
      monitor: CheckMonitor(progress: { done, total in
        counts.progress.withLock { $0.append((done, total)) }
      }))
    #expect(counts.progress.withLock { $0.last?.done } == 201)
  }

  @Test("A check that is cancelled stops at once", arguments: [1, 2, 5])
  func cancellation(threads: Int) {
    let counts = Counts()
    #expect(throws: CancellationError.self) {
      try check(
        specimen(counts), threads: threads,
        monitor: CheckMonitor(
          progress: { done, _ in
            guard done >= 20 else { return }
            counts.isCancelled.store(true, ordering: .relaxed)
          }, isCancelled: { counts.isCancelled.load(ordering: .relaxed) }))
    }
    // Far from the 400 that all coordinates would take.
    #expect(counts.evaluations.load(ordering: .relaxed) < 200)
  }

  @Test("A check that is cancelled from the start does not measure anything")
  func cancelledAtStart() {
    let counts = Counts()
    #expect(throws: CancellationError.self) {
      try check(specimen(counts), threads: 1, monitor: CheckMonitor(isCancelled: { true }))
    }
    #expect(counts.evaluations.load(ordering: .relaxed) <= 2)
  }

  @Test("An error in a later derivative is the one that comes out", arguments: [1, 2, 5])
  func errors(threads: Int) {
    struct Failure: UnrecoverableError, Equatable { let coordinate: Int }
    let specimen = Specimen(
      at: (0..<50).map(Double.init),
      value: { x in
        let moved = x.indices.filter { x[$0] != Double($0) }
        if moved.count == 1, moved[0] >= 17 { throw Failure(coordinate: moved[0]) }
        return x.reduce(0) { $0 + $1 * $1 }
      }, gradient: { $0.map { 2 * $0 } })
    #expect(throws: Failure(coordinate: 17)) {
      try check(specimen, threads: threads, monitor: CheckMonitor())
    }
  }
}
