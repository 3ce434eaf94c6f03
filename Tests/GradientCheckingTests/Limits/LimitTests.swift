import Foundation
import Synchronization
import Testing

@testable import GradientChecking

@Suite("Limits")
struct LimitTests {
  private final class Counts: Sendable {
    let evaluations = Atomic(0)
  }

  /// Two blocks of which the second has a wrong entry.
  private struct Made: DifferentiableMap {
    let variables = [
      Variable("right", values: (0..<40).map { sin(Double($0)) + 1.5 }),
      Variable("wrong", values: (0..<30).map { cos(Double($0)) + 1.5 }),
    ]
    var counts = Counts()
    var pause = 0.0
    var mistake = 0.0

    func evaluate(at point: Point) -> Evaluation {
      counts.evaluations.add(1, ordering: .relaxed)
      if pause > 0 { Thread.sleep(forTimeInterval: pause) }
      return Evaluation(point.blocks.joined().map { $0 * $0 * $0 })
    }

    func pullback(of cotangent: [Double], at point: Point) -> Point {
      var all = zip(cotangent, point.blocks.joined()).map { 3 * $0 * $1 * $1 }
      all[45] *= 1 + mistake
      return Point([Array(all[..<40]), Array(all[40...])])
    }
  }

  private func report(
    _ map: some DifferentiableMap, _ configure: (inout CheckConfiguration) -> Void
  ) throws -> GradientReport {
    var configuration = CheckConfiguration()
    configure(&configuration)
    return try GradientChecker(configuration).check(map, named: "made")
  }

  @Test("A limit that is not reached changes nothing", arguments: [1, 2, 3])
  func unreached(threads: Int) throws {
    let whole = try report(Made()) { _ in }
    let limited = try report(Made()) {
      ($0.evaluationLimit, $0.timeLimit, $0.threads) = (100_000, .seconds(100_000), threads)
    }
    #expect(limited.blocks == whole.blocks && limited.probes == whole.probes)
    #expect(limited.isPassed && limited.isComplete)
    #expect(limited.evaluations == whole.evaluations)
  }

  @Test("A limited check never passes, and says what it has not examined")
  func cut() throws {
    let report = try self.report(Made()) { $0.evaluationLimit = 30 }
    let unexamined = try #require(report.unexamined)
    #expect(!report.isPassed && !report.isComplete && report.isUnrefuted)
    #expect(unexamined.limit == .evaluations && unexamined.planned == 72)
    #expect(unexamined.examined > 0 && unexamined.examined < 40)
    #expect(unexamined.blocks.isEmpty)
    // Both blocks have been looked at, along random directions and along some coordinates.
    #expect(report.blocks.allSatisfy { $0.checked > 0 && $0.checked < $0.size })
    #expect(report.blocks.allSatisfy { $0.direction.status == .agree })
    // Not every coordinate was checked, so that something may have escaped.
    #expect(report.blocks.allSatisfy { ($0.coverage?.escapeProbability ?? 0) > 0 })
    #expect("\(report)".contains("not finished: the limit of evaluations came after "))
  }

  @Test("It is the same for any number of threads", arguments: [1, 7, 30, 77, 150])
  func determinism(limit: Int) throws {
    let reports = try [1, 2, 3, 8].map { threads in
      try report(Made(mistake: 0.01)) { ($0.evaluationLimit, $0.threads) = (limit, threads) }
    }
    for report in reports.dropFirst() {
      #expect(report.blocks == reports[0].blocks)
      #expect(report.unexamined == reports[0].unexamined)
      #expect(report.evaluations == reports[0].evaluations)
    }
  }

  @Test("What is wrong in what was examined is wrong")
  func refuted() throws {
    let report = try self.report(Made(mistake: 0.5)) { $0.evaluationLimit = 30 }
    #expect(!report.isPassed && !report.isUnrefuted && !report.isComplete)
    #expect(report.blocks[0].isPassed && !report.blocks[1].isPassed)
  }

  @Test("An error behind the limit is not met", arguments: [1, 2, 5])
  func errors(threads: Int) throws {
    struct Failure: UnrecoverableError {}
    let specimen = Specimen(
      at: (0..<50).map(Double.init),
      value: { x in
        if x[3] != 3, x[4] == 4 { throw Failure() }
        return x.reduce(0) { $0 + $1 * $1 }
      }, gradient: { $0.map { 2 * $0 } })
    #expect(throws: Failure.self) { try report(specimen) { $0.threads = threads } }
    // The last coordinates come first, behind the directions.
    let limited = try report(specimen) { ($0.threads, $0.evaluationLimit) = (threads, 40) }
    #expect(limited.unexamined != nil && limited.isUnrefuted)
  }

  @Test("No time at all leaves the promises and nothing else", arguments: [1, 2])
  func noTime(threads: Int) throws {
    let report = try self.report(Made()) { ($0.timeLimit, $0.threads) = (.zero, threads) }
    #expect(report.probes.allSatisfy(\.isKept) && !report.probes.isEmpty)
    #expect(report.blocks.isEmpty && !report.isPassed)
    #expect(
      report.unexamined
        == Unexamined(
          limit: .time, examined: 0, planned: 72, blocks: ["right", "wrong"], parts: 0))
  }

  @Test("What takes too long is left when the time is over")
  func time() throws {
    let map = Made(pause: 0.002)
    let report = try self.report(map) { ($0.timeLimit, $0.threads) = (.milliseconds(60), 1) }
    #expect(!report.isPassed && report.unexamined?.limit == .time)
    let all = 2 * 72
    #expect(map.counts.evaluations.load(ordering: .relaxed) < all)
  }

  @Test("Of a Jacobian the columns that were examined are reported")
  func jacobian() throws {
    let report = try self.report(Made(mistake: 0.5)) {
      ($0.evaluationLimit, $0.checksJacobian) = (70, true)
    }
    let jacobians = try report.blocks.map { try #require($0.jacobian) }
    for (block, jacobian) in zip(report.blocks, jacobians) {
      #expect(jacobian.entries == block.checked * 70)
    }
    #expect(!report.isPassed)
  }

  @Test("Limits below 0 are refused")
  func refusals() {
    #expect(throws: ConfigurationError.self) {
      try report(Made()) { $0.timeLimit = .seconds(-1) }
    }
    #expect(throws: ConfigurationError.self) { try report(Made()) { $0.evaluationLimit = -1 } }
  }

  @Test("A shard that was cut short is refused")
  func shard() throws {
    var configuration = CheckConfiguration()
    configuration.evaluationLimit = 10
    let checker = GradientChecker(configuration)
    let shard = try #require(Shard(1, of: 1))
    let partial = try checker.measure(Made(), named: "made", shard: shard)
    #expect(!partial.isComplete)
    #expect(throws: ShardError("shard 1/1 was cut short by its limit: measure it again")) {
      try checker.report(on: Made(), named: "made", joining: [partial])
    }
    configuration.evaluationLimit = nil
    let whole = try GradientChecker(configuration).measure(Made(), named: "made", shard: shard)
    #expect(whole.isComplete)
    #expect(try checker.report(on: Made(), named: "made", joining: [whole]).isPassed)
  }

  /// A map of five parts.
  private struct Composite: CompositeMap {
    let whole = Made()
    var variables: [Variable] { whole.variables }
    func evaluate(at point: Point) -> Evaluation { whole.evaluate(at: point) }
    func pullback(of cotangent: [Double], at point: Point) -> Point {
      whole.pullback(of: cotangent, at: point)
    }
    func parts(at point: Point, cotangent: [Double]) -> [MapPart] {
      (1...5).map { MapPart("part \($0)", whole, cotangent: cotangent) }
    }
  }

  @Test("Parts count, and those that were left are counted", arguments: [1, 2, 3])
  func parts(threads: Int) throws {
    let report = try self.report(Composite()) { ($0.evaluationLimit, $0.threads) = (60, threads) }
    let left = try #require(report.unexamined).parts
    #expect(left > 0 && report.parts.count == 5 - left)
    #expect(report.parts.allSatisfy { $0.isPassed && $0.isComplete })
    #expect(!report.isPassed)
  }
}
