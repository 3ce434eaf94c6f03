import Foundation
import GradientChecking
import Synchronization
import Testing

@Suite("Race probe")
struct RaceProbeTests {
  /// Squares, worked out in memory that all calls share, as a buffer that is allocated once would be.
  private final class Scratch: @unchecked Sendable {
    private var values: [Double] = []
    private let lock = NSLock()

    /// Not a race of the language, which might end in anything, but one of the same kind. Each call leaves
    /// the other time to come in between.
    func squares(_ x: [Double]) -> [Double] {
      lock.withLock { values = x }
      for _ in 0..<20_000 where lock.withLock({ values == x }) { sched_yield() }
      return lock.withLock { values.map { $0 * $0 } }
    }
  }

  private struct Squares: DifferentiableMap {
    let variables = [Variable("x", values: [1, 2, 3])]
    var scratch: Scratch? = Scratch()
    var allowsConcurrentEvaluation = true
    let calls = Calls()

    final class Calls: Sendable { let count = Atomic(0) }

    func evaluate(at point: Point) -> Evaluation {
      calls.count.add(1, ordering: .relaxed)
      return Evaluation(scratch?.squares(point[0]) ?? point[0].map { $0 * $0 })
    }

    func pullback(of cotangent: [Double], at point: Point) -> Point {
      Point([zip(cotangent, point[0]).map { 2 * $0 * $1 }])
    }
  }

  private let promise = "calls from two threads do not disturb each other"

  private func report(_ map: some DifferentiableMap, threads: Int) throws -> GradientReport {
    var configuration = CheckConfiguration()
    configuration.samplesPerBlock = 5
    configuration.threads = threads
    return try GradientChecker(configuration).check(map, named: "squares")
  }

  @Test("Calls that share memory break a promise, before the cores are used")
  func shared() throws {
    let map = Squares()
    let report = try self.report(map, threads: 2)
    #expect(!report.isPassed && report.blocks.isEmpty)
    let broken = report.probes.filter { !$0.isKept }
    #expect(broken.map(\.promise) == [promise])
    #expect(broken.first?.evidence?.contains("something else than alone") == true)
  }

  @Test("A map that keeps to one thread, or is kept to one, is not put to the test")
  func alone() throws {
    #expect(try report(Squares(allowsConcurrentEvaluation: false), threads: 2).isPassed)
    #expect(try report(Squares(), threads: 1).isPassed)
  }

  @Test("One that is safe is not said to be, and its report is that of one thread")
  func safe() throws {
    let reports = try [1, 2, 3].map { try report(Squares(scratch: nil), threads: $0) }
    #expect(reports.allSatisfy { $0.blocks == reports[0].blocks && $0.isPassed })
    #expect(reports.allSatisfy { $0.probes == reports[0].probes })
    #expect(reports.allSatisfy { $0.evaluations == reports[0].evaluations })
    #expect(!reports[1].probes.contains { $0.promise == promise })
  }

  @Test("A safe one is never accused", arguments: 0..<50)
  func repeated(number: Int) throws {
    #expect(try report(Squares(scratch: nil), threads: 2).isPassed)
  }

  @Test("A call that throws beside another breaks the promise, and is not thrown")
  func throwing() throws {
    struct Busy: Error {}
    final class Gate: Sendable { let isTaken = Atomic(false) }
    let gate = Gate()
    let map = VectorSpecimen(
      at: [1, 2, 3],
      output: { x in x.map { $0 * $0 } },
      pullback: { u, x in zip(u, x).map { 2 * $0 * $1 } })
    struct Guarded: DifferentiableMap {
      let base: VectorSpecimen
      let gate: Gate
      var variables: [Variable] { base.variables }
      func evaluate(at point: Point) throws -> Evaluation {
        guard !gate.isTaken.exchange(true, ordering: .acquiringAndReleasing) else { throw Busy() }
        defer { gate.isTaken.store(false, ordering: .releasing) }
        for _ in 0..<100 { sched_yield() }
        return base.evaluate(at: point)
      }
      func pullback(of cotangent: [Double], at point: Point) -> Point {
        base.pullback(of: cotangent, at: point)
      }
    }
    let report = try self.report(Guarded(base: map, gate: gate), threads: 2)
    #expect(report.probes.contains { $0.promise == promise && !$0.isKept })
  }

  @Test("A call that takes long is not made often")
  func cost() throws {
    struct Slow: DifferentiableMap {
      let base = Squares(scratch: nil)
      var variables: [Variable] { [Variable("x", values: [1])] }
      func evaluate(at point: Point) -> Evaluation {
        Thread.sleep(forTimeInterval: 0.002)
        return base.evaluate(at: point)
      }
      func pullback(of cotangent: [Double], at point: Point) -> Point {
        base.pullback(of: cotangent, at: point)
      }
    }
    let calls = try [1, 2].map { threads in
      let map = Slow()
      _ = try report(map, threads: threads)
      return map.base.calls.count.load(ordering: .relaxed)
    }
    // Two alone, to compare with, and two at once.
    #expect(calls[1] == calls[0] + 4)
  }

  @Test("Outside of where the function is defined there is nothing to compare")
  func undefined() throws {
    let map = VectorSpecimen(
      at: [0.9999, 0.9998], output: { x in x.map { (1 - $0).squareRoot() } },
      pullback: { u, x in zip(u, x).map { -$0 / (2 * (1 - $1).squareRoot()) } })
    let report = try self.report(map, threads: 2)
    #expect(!report.probes.contains { $0.promise == promise })
  }
}
