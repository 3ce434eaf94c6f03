import Foundation
import GradientChecking
import Testing

@Suite("A second point")
struct SecondPointTests {
  private func report(
    at x: [Double], _ value: @escaping ([Double]) throws -> Double,
    _ gradient: @escaping ([Double]) throws -> [Double]
  ) throws -> GradientReport {
    try GradientChecker().check(
      ClosureFunction(at: x, value: value, gradient: gradient), named: "f")
  }

  /// xᵀAx for the matrix [[a, b], [c, d]] and x, all of them variables.
  private func form(_ p: [Double]) -> Double {
    p[0] * p[4] * p[4] + (p[1] + p[2]) * p[4] * p[5] + p[3] * p[5] * p[5]
  }

  @Test("2Ax for the gradient of xᵀAx is caught though A is symmetric", arguments: [true, false])
  func symmetric(isRight: Bool) throws {
    let report = try report(at: [1, 0.5, 0.5, 2, 0.7, -1.3], form) { p in
      let (x, y) = (p[4], p[5])
      let offDiagonal = isRight ? (p[1] + p[2]) / 2 : p[1]
      let other = isRight ? (p[1] + p[2]) / 2 : p[2]
      return [
        x * x, x * y, x * y, y * y, 2 * (p[0] * x + offDiagonal * y), 2 * (other * x + p[3] * y),
      ]
    }
    #expect(report.isPassed == isRight)
    // At the point itself nothing is wrong.
    #expect(report.blocks[0].isPassed)
    #expect(report.parts.map(\.subject) == (isRight ? [] : ["f, at a point beside it"]))
  }

  @Test(
    "A term that vanishes at the point is missed there, and found beside it", arguments: [1, 0.0])
  func vanishing(share: Double) throws {
    let report = try report(
      at: [0, 2], { $0[0] * $0[0] * $0[1] + sin($0[0]) },
      { [2 * share * $0[0] * $0[1] + cos($0[0]), $0[0] * $0[0]] })
    #expect(report.isPassed == (share == 1))
  }

  @Test(
    "Numbers given for one point are right there, and the report says that it looked no further")
  func numbers() throws {
    let report = try report(at: [1, -2], { $0[0] * $0[0] + $0[1] }, { _ in [2, 1] })
    #expect(report.isPassed)
    #expect(report.warnings.contains { $0.contains("given for this one") })
  }

  @Test("Where the function is not defined beside the point nothing is said of it but that")
  func undefined() throws {
    struct OutOfDomain: Error {}
    let report = try report(
      at: [0.999_9],
      { x in
        guard x[0] < 1 else { throw OutOfDomain() }
        return x[0] * x[0]
      }, { [2 * $0[0]] })
    #expect(report.isPassed)
    #expect(
      report.warnings == [
        "not checked at a second point: the function is not defined beside the point"
      ])
  }

  @Test("A function that throws 1e-6 away is checked on this side", arguments: [1, 0, -1, 1.01])
  func throwing(factor: Double) throws {
    struct NotPositive: Error {}
    let report = try report(
      at: [1, 0.999_999, 1],
      { x in
        let determinant = x[0] * x[2] - x[1] * x[1]
        guard determinant > 0 else { throw NotPositive() }
        return log(determinant)
      },
      { x in
        let d = x[0] * x[2] - x[1] * x[1]
        return [x[2] / d, -2 * x[1] / d, x[0] / d].map { factor * $0 }
      })
    #expect(report.isPassed == (factor == 1))
  }

  @Test("A gradient that changes in one of eight calls is caught", arguments: 0..<20)
  func random(start: Int) throws {
    var calls = start
    let report = try report(at: [1, 2, 3], { $0.reduce(0) { $0 + $1 * $1 } }) { x in
      calls += 1
      return x.map { calls % 8 == 0 ? 2.5 * $0 : 2 * $0 }
    }
    #expect(!report.isPassed)
  }

  @Test(
    "Kinks of both signs together accuse no right gradient, and excuse no wrong one",
    arguments: [1.0, 2])
  func mixedKinks(factor: Double) throws {
    let hardTanh = try report(
      at: [2, -3, 1, -1, 0.5], { $0.reduce(0) { $0 + min(1, max(-1, $1)) } },
      { $0.map { $0.magnitude <= 1 ? factor : 0 } })
    #expect(hardTanh.isPassed == (factor == 1))
    let difference = try report(
      at: [0, 0, 1], { max(0, $0[0]) - max(0, $0[1]) + $0[2] },
      { [$0[0] > 0 ? factor : 0, $0[1] > 0 ? -factor : 0, factor] })
    #expect(difference.isPassed == (factor == 1))
  }

  @Test("Where a range meets its limit both sides are looked at", arguments: 0..<8 as Range<UInt64>)
  func bothSides(seed: UInt64) throws {
    // A half lies between the two slopes at the limit, and is wrong below it.
    for factor in [1.0, 0.5] {
      var configuration = CheckConfiguration()
      configuration.seed = seed
      let function = ClosureFunction(
        at: [0, 0.3, 1], value: { min(1, $0.max()! - $0.min()!) },
        gradient: { x in
          let (top, bottom) = (x.max()!, x.min()!)
          let isOpen = top - bottom < 1 ? factor : 0
          return x.map { $0 == top ? isOpen : $0 == bottom ? -isOpen : 0 }
        })
      let report = try GradientChecker(configuration).check(function, named: "clipped range")
      #expect(report.isPassed == (factor == 1), "\(report)")
    }
  }

  private struct OutsideTheTable: Error {}

  @Test(
    "At both ends of a table that throws outside, a mistake is found and no error",
    arguments: [1.0, 2])
  func ends(factor: Double) throws {
    @Sendable func entry(_ x: Double) throws -> Double {
      guard (0...80).contains(x) else { throw OutsideTheTable() }
      return x * (0.3 * x + 2)
    }
    let function = ClosureFunction(
      at: [80, 0, 33], value: { x in try x.reduce(0) { try $0 + entry($1) } },
      gradient: { x in x.map { factor * (0.6 * $0 + 2) } })
    let report = try GradientChecker().check(function, named: "table")
    #expect(report.isPassed == (factor == 1), "\(report)")
  }

  @Test("What answers to every cotangent, and is the same everywhere, is no list of numbers")
  func constant() throws {
    for isConstant in [true, false] {
      let map = VectorSpecimen(
        at: [0.5, 0.5], output: { [$0[0] * $0[0] + $0[1], $0[0] * $0[1] * 2] },
        pullback: { u, x in
          let x = isConstant ? [0.5, 0.5] : x
          return [2 * x[0] * u[0] + 2 * x[1] * u[1], u[0] + 2 * x[0] * u[1]]
        })
      #expect(try GradientCheckingTests.report(on: map).isPassed == !isConstant)
    }
  }
}
