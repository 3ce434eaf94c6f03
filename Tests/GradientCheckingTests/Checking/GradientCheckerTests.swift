import Foundation
import GSL
import GradientChecking
import Testing

@Suite("Checks as a whole")
struct GradientCheckerTests {
  /// Two blocks, one with kinks, one smooth.
  private struct Mixed: DifferentiableMap {
    let variables = [
      Variable("kinked", values: RandomGenerator(seed: 1).normals(30) + [0, 0]),
      Variable("smooth", shape: [3, 11], values: RandomGenerator(seed: 2).normals(33)),
    ]
    func evaluate(at point: Point) -> Evaluation {
      Evaluation(point[0].map(relu) + point[1].map { sin($0) * point[0][0] })
    }
    func pullback(of u: [Double], at point: Point) -> Point {
      var first = zip(u, point[0]).map { $1 > 0 ? $0 : 0 }
      let rest = u.dropFirst(32)
      first[0] += zip(rest, point[1]).reduce(0) { $0 + $1.0 * sin($1.1) }
      return Point([first, zip(rest, point[1]).map { $0 * cos($1) * point[0][0] }])
    }
  }

  @Test("The number of threads changes nothing")
  func threads() throws {
    for seed in 0..<5 as Range<UInt64> {
      let reports = try [1, 2, 5].map { threads in
        try report(on: Mixed()) {
          ($0.threads, $0.seed, $0.samplesPerBlock) = (threads, seed, 20)
        }
      }
      #expect(reports.allSatisfy { $0.hasFindings(of: reports[0]) })
    }
  }

  @Test("A network with kinks everywhere gives the same findings twice and on any threads")
  func networkThreads() throws {
    let network = ReLUNetwork(seed: 3, spread: 1e-6, isResidual: true, isTraced: true)
    let reports = try [1, 1, 2, 5].map { threads in
      try report(on: network) { $0.threads = threads }
    }
    #expect(reports.allSatisfy { $0.hasFindings(of: reports[0]) })
  }

  @Test("Another seed chooses another cotangent")
  func seeds() throws {
    let slopes = try (0..<4 as Range<UInt64>).map { seed in
      try report(on: Mixed()) { $0.seed = seed }.blocks[0].direction.analytic
    }
    #expect(Set(slopes).count == 4)
  }

  @Test("No variables, an empty block and a single number are all checked")
  func small() throws {
    struct Empty: DifferentiableFunction {
      let variables: [Variable]
      func value(at point: Point) -> Double { 3 }
      func gradient(at point: Point) -> Point { Point(variables.map { _ in [] }) }
    }
    #expect(try report(on: Empty(variables: [])).isPassed)
    let empty = try report(on: Empty(variables: [Variable("none", shape: [0, 3], values: [])]))
    #expect(empty.isPassed)
    #expect(empty.blocks[0].checked == 0)
    for (slope, isRight) in [(6.0, true), (6.01, false)] {
      let specimen = Specimen(
        at: [3], shape: [], value: { $0[0] * $0[0] }, gradient: { _ in [slope] })
      let report = try report(on: specimen)
      #expect(report.isPassed == isRight)
      #expect(report.blocks[0].worst.allSatisfy { $0.index.isEmpty })
    }
  }

  @Test("An empty block beside a full one hides nothing")
  func emptyFirst() throws {
    struct Two: DifferentiableFunction {
      let slope: Double
      let variables = [Variable("none", values: []), Variable("x", values: [0.5, 2])]
      func value(at point: Point) -> Double { point[1][0] * point[1][1] }
      func gradient(at point: Point) -> Point { Point([[], [slope * point[1][1], point[1][0]]]) }
    }
    #expect(try report(on: Two(slope: 1)).isPassed)
    #expect(try !report(on: Two(slope: 1.001)).isPassed)
  }
}
