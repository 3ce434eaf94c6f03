import Foundation
import GradientChecking
import Testing

@Suite("Configurations, parts and gradients that cannot be checked")
struct BadInputTests {
  private static let square = Specimen(
    at: [1, 2], value: { $0[0] * $0[0] + $0[1] }, gradient: { [2 * $0[0], 1] })

  @Test("A step that leads nowhere is refused", arguments: [0, -1e-5, .nan, .infinity, 0.2])
  func step(step: Double) {
    #expect(throws: ConfigurationError.self) {
      try report(on: BadInputTests.square) { $0.step = step }
    }
  }

  @Test("A negative number of samples is refused, none is not")
  func samples() throws {
    #expect(throws: ConfigurationError("samplesPerBlock is not negative, as -1 is")) {
      try report(on: BadInputTests.square) { $0.samplesPerBlock = -1 }
    }
    #expect(try report(on: BadInputTests.square) { $0.samplesPerBlock = 0 }.isPassed)
  }

  @Test("A sweep of a gradient of another length is refused")
  func sweep() {
    let short = Specimen(at: [1, 2], value: { $0[0] + $0[1] }, gradient: { _ in [1] })
    #expect(throws: ContractError.gradientShape(expected: [2], got: [1])) {
      try StepSweep(of: short, named: "short", method: .central, seed: 0)
    }
  }

  @Test("A sweep of a gradient that is not a number never comes down")
  func sweepOfNoNumber() throws {
    let none = Specimen(at: [1, 2, 3], value: { $0[0] }, gradient: { _ in [.nan, .nan, .nan] })
    let sweep = try StepSweep(of: none, named: "none", method: .central, seed: 0)
    #expect(sweep.blocks[0].floor == .infinity)
    #expect(sweep.blocks[0].points.allSatisfy { $0.medianRelativeError == .infinity })
    #expect(sweep.blocks[0].points.count == StepSweep.steps.count)
    let decoded = try JSONDecoder().decode(StepSweep.self, from: JSONEncoder().encode(sweep))
    #expect(decoded == sweep)
  }

  @Test("A sweep leaves out steps by which nothing moves")
  func sweepOfLargeValues() throws {
    let large = Specimen(at: [1e9], value: { $0[0] }, gradient: { _ in [1] })
    let points = try StepSweep(of: large, named: "large", method: .central, seed: 0).blocks[0]
      .points
    #expect(!points.isEmpty)
    #expect(points.allSatisfy { $0.worstRelativeError < 1e-3 })
  }

  /// The product of two numbers, said to be made of some parts.
  private struct Whole: CompositeMap, DifferentiableFunction {
    let parts: [MapPart]
    let variables = [Variable("x", values: [1, 2])]
    func value(at point: Point) -> Double { point[0][0] * point[0][1] }
    func gradient(at point: Point) -> Point { Point([[point[0][1], point[0][0]]]) }
    func parts(at point: Point, cotangent: [Double]) -> [MapPart] { parts }
  }

  @Test("A part whose cotangent has not as many numbers as its output is refused")
  func cotangent() {
    let twice = VectorSpecimen(
      at: [1, 2], output: { $0.map { 2 * $0 } }, pullback: { u, _ in u.map { 2 * $0 } })
    #expect(throws: ContractError.cotangentCount(expected: 2, got: 1)) {
      try report(on: Whole(parts: [MapPart("twice", twice, cotangent: [1])]))
    }
  }

  @Test("A part that keeps to one thread is called from that of the check, one call at a time")
  func confinedParts() throws {
    final class Calls: @unchecked Sendable {
      let lock = NSLock()
      var threads: Set<UInt> = []
      func note() {
        lock.withLock { _ = threads.insert(UInt(bitPattern: pthread_self().hashValue)) }
      }
    }
    let calls = Calls()
    let parts = (0..<6).map { number in
      let part = ClosureFunction(
        at: [1, 2],
        value: {
          calls.note()
          usleep(100)
          return $0[0] * $0[1]
        }, gradient: { [$0[1], $0[0]] })
      return MapPart("part\(number)", part, cotangent: [1])
    }
    let report = try report(on: Whole(parts: parts)) { $0.threads = 4 }
    #expect(report.isPassed)
    #expect(report.parts.map(\.subject) == (0..<6).map { "part\($0)" })
    #expect(calls.threads == [UInt(bitPattern: pthread_self().hashValue)])
  }
}
