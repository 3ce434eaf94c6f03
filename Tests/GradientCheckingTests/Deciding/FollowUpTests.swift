import Foundation
import Testing

@testable import GradientChecking

@Suite("What a direction says beside the entries")
struct FollowUpTests {
  /// What follows where directions disagree and entries came to these.
  private func directions(
    _ entries: [Status], samples: Int = 1000, precision: Precision = .double
  ) throws -> [Derivative] {
    let squares = Specimen(
      at: entries.indices.map { 1 + Double($0) }, value: { $0.reduce(0) { $0 + $1 * $1 } },
      gradient: { $0.map { 2 * $0 } })
    let problem = try Problem(squares, seed: 0)
    var configuration = CheckConfiguration()
    configuration.samplesPerBlock = samples
    let block = BlockCheck(
      squares.variables[0], at: 0, of: problem, noise: NoiseLevel(rounding: 1e-16),
      precision: precision, configuration: configuration)
    func derivative(_ status: Status) -> Derivative {
      Derivative(status, Interval(1, noise: 1e-9))
    }
    return FollowUp(
      block: block, coordinates: block.coordinates.map { derivative(entries[$0]) },
      directions: [derivative(.disagree)], precision: precision, key: problem.key
    ).directions
  }

  @Test("It says nothing where every entry agrees by itself")
  func agreeing() throws {
    #expect(try directions([.agree, .agree, .agree]).map(\.status) == [.inconclusive])
    #expect(
      try directions([.agree, .withinNoise, .inconclusive], precision: .float).map(\.status)
        == [.inconclusive])
  }

  @Test("It speaks where an entry is not known, or was not looked at")
  func unknown() throws {
    for status in [Status.withinNoise, .inconclusive, .subgradient] {
      #expect(try directions([.agree, status, .agree]).map(\.status) == [.disagree])
    }
    #expect(
      try directions([.agree, .agree, .agree, .agree, .agree, .agree], samples: 4).map(\.status)
        == [.disagree])
  }

  @Test("A right gradient passes through which no direction has a step, a wrong one does not")
  func sizes() throws {
    /// Of two steps one after the other, the slower rules.
    @Sendable func value(_ x: [Double]) -> Double {
      let (first, second) = (x[0] / 3e-9, x[1] / 4e12)
      return first * second / (first + second)
    }
    @Sendable func gradient(_ x: [Double]) -> [Double] {
      let (first, second) = (x[0] / 3e-9, x[1] / 4e12)
      let sum = (first + second) * (first + second)
      return [second * second / sum / 3e-9, first * first / sum / 4e12]
    }
    let right = Specimen(at: [3.3e-9, 4.1e12], value: value, gradient: gradient)
    let report = try report(on: right)
    #expect(report.isPassed, "\(report.summary)")
    let direction = report.blocks[0].direction
    #expect(direction.status == .inconclusive && direction.relativeError > 0.5)
    for entry in 0..<2 {
      let wrong = try self.report(on: right.altered { $0 == entry ? 1.001 * $1 : $1 })
      #expect(wrong.isCalledWrong, "\(wrong.summary)")
    }
  }

  private func report(on specimen: Specimen) throws -> GradientReport {
    var configuration = CheckConfiguration()
    configuration.namesMistakes = false
    return try GradientChecker(configuration).check(specimen, named: "x")
  }
}
