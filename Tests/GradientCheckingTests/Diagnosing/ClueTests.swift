import Foundation
import GSL
import GradientChecking
import Testing

/// What is said of mistakes that might be one thing as well as another: facts, and no names.
@Suite struct ClueTests {
  private static func values(_ count: Int, _ seed: UInt64) -> [Double] {
    RandomGenerator(seed: seed).normals(count)
  }

  private func report(
    _ variables: [Variable], _ forward: @escaping @Sendable (Point) -> [Double],
    _ backward: @escaping @Sendable (_ u: [Double], Point) -> [[Double]]
  ) throws -> GradientReport {
    let report = try GradientChecker().check(
      PlainMap(variables: variables, forward: forward, backward: backward), named: "map")
    #expect(!report.isPassed)
    return report
  }

  /// Σ sin xy + ln Σ exp xz, with p³z + p²x for the slope pz of the logarithm.
  @Test func `on what an error depends is a fact, and no name`() throws {
    let report = try report([
      Variable("x", values: ClueTests.values(5, 1)), Variable("y", values: ClueTests.values(5, 2)),
      Variable("z", values: ClueTests.values(5, 3)),
    ]) { p in
      let sum = (0..<5).reduce(0) { $0 + exp(p[0][$1] * p[2][$1]) }
      return [(0..<5).reduce(log(sum)) { $0 + sin(p[0][$1] * p[1][$1]) }]
    } _: { u, p in
      let powers = (0..<5).map { exp(p[0][$0] * p[2][$0]) }
      let shares = powers.map { $0 / powers.reduce(0, +) }
      let slopes = (0..<5).map { cos(p[0][$0] * p[1][$0]) }
      return [
        (0..<5).map {
          u[0] * (p[1][$0] * slopes[$0] + pow(shares[$0], 3) * p[2][$0] + shares[$0] * shares[$0])
        },
        (0..<5).map { u[0] * p[0][$0] * slopes[$0] }, (0..<5).map { u[0] * shares[$0] * p[0][$0] },
      ]
    }
    #expect(report.diagnoses.isEmpty)
    #expect(
      report.blocks[0].notes.contains {
        $0.hasPrefix(
          "the gradient is off by something that does not change with y, and does with x")
      })
  }

  /// w·(x − z) + r·x with the gradient x·g for w: that of r, which nobody took for it.
  @Test func `the gradient of another variable that is right may be there by chance`() throws {
    let report = try report([
      Variable("w", values: ClueTests.values(6, 6)), Variable("r", values: ClueTests.values(6, 7)),
      Variable("x", values: ClueTests.values(6, 8)), Variable("z", values: ClueTests.values(6, 9)),
    ]) { p in
      (0..<6).map { p[0][$0] * (p[2][$0] - p[3][$0]) + p[1][$0] * p[2][$0] }
    } _: { u, p in
      [
        (0..<6).map { u[$0] * p[2][$0] }, (0..<6).map { u[$0] * p[2][$0] },
        (0..<6).map { u[$0] * (p[0][$0] + p[1][$0]) }, (0..<6).map { -u[$0] * p[0][$0] },
      ]
    }
    let name = try #require(report.diagnoses.first)
    #expect(name.quantity != "blocks exchanged" || name.confidence == .likely)
  }

  /// Σ |v|·(a − b)/2 + v·(a + b)/2, upwind, with the mean of both for v: the symmetric difference at v = 0.
  @Test func `at a kink there is no gradient that it could be`() throws {
    let report = try report([
      Variable("v", values: ClueTests.values(8, 10)),
      Variable("a", values: ClueTests.values(8, 11)),
      Variable("b", values: ClueTests.values(8, 12)),
    ]) { p in
      (0..<8).map { p[0][$0] * (p[0][$0] > 0 ? p[1][$0] : p[2][$0]) }
    } _: { u, p in
      let isRight = p[0].map { $0 > 0 }
      return [
        (0..<8).map { u[$0] * (p[1][$0] + p[2][$0]) / 2 },
        (0..<8).map { isRight[$0] ? u[$0] * p[0][$0] : 0 },
        (0..<8).map { isRight[$0] ? 0 : u[$0] * p[0][$0] },
      ]
    }
    #expect(!report.diagnoses.contains { $0.finding.contains("of zeros") })
  }
}
