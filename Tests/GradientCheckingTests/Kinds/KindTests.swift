import Foundation
import GradientChecking
import Testing

/// What a check makes of functions at the edges, kind by kind, right value and wrong value side by
/// side.
///
/// Right gradients are closed formulas, or solutions of what the function solves, of the functions
/// as they are meant; how they are computed here is what makes them hard.
@Suite("Kinds of functions")
struct KindTests {
  @Test("Stairs: the right gradient passes, wrong ones do not", arguments: Twins.stairs)
  func stairs(_ twins: Twins) throws { try expectJudged(twins) }

  @Test("Large offsets and mixed sizes", arguments: Twins.offsets)
  func offsets(_ twins: Twins) throws { try expectJudged(twins) }

  @Test("Solvers that stop early", arguments: Twins.solvers)
  func solvers(_ twins: Twins) throws { try expectJudged(twins) }

  @Test("Kinks of both signs", arguments: Twins.kinks)
  func kinks(_ twins: Twins) throws { try expectJudged(twins) }

  @Test("The edge of a domain", arguments: Twins.edges)
  func edges(_ twins: Twins) throws { try expectJudged(twins) }

  @Test("Functions that throw outside of their domain", arguments: Twins.throwing)
  func throwing(_ twins: Twins) throws { try expectJudged(twins) }

  @Test("The ends of the arithmetic", arguments: Twins.extremes)
  func extremes(_ twins: Twins) throws { try expectJudged(twins) }

  @Test("Values far below 1", arguments: Twins.small)
  func small(_ twins: Twins) throws { try expectJudged(twins) }

  @Test("Values of different units in one block", arguments: Twins.units)
  func units(_ twins: Twins) throws {
    let right = try twins.report(nil)
    #expect(right.isPassed, "right: \(right.summary)")
    for (entry, factor) in twins.point.indices.flatMap({ [($0, 0), ($0, 1.01)] }) {
      var wrong = twins
      wrong.gradient = { x in
        try twins.gradient(x).enumerated().map {
          $0.offset == entry ? factor * $0.element : $0.element
        }
      }
      let report = try wrong.report(nil)
      #expect(report.isCalledWrong, "\(factor) times \(entry): \(report.summary)")
    }
  }

  @Test("Wide steps over what bends", arguments: Twins.bent)
  func bent(_ twins: Twins) throws { try expectJudged(twins) }

  @Test("A block of zeros has not passed where noise hides what it depends on")
  func swamped() throws {
    func report(_ factor: Double, _ value: @escaping (Double) -> Double, _ slope: Double) throws
      -> GradientReport
    {
      try GradientChecker().check(
        ClosureMap<Double>(
          [Variable("a", values: [1, 2]), Variable("b", values: [0.5])],
          outputs: { p in
            let (a, b) = (p[0], p[1][0])
            return [5e12 * (a[0] * a[0] + a[1] * a[1]) + value(b)]
          },
          pullback: { g, p in
            let largest = p[0].map { a in 1e13 * a * g[0] }
            return [largest, [factor * slope * g[0]]]
          }), named: "swamped")
    }
    let cubic = try report(0, { 1e-6 * $0 * $0 * $0 }, 0.75e-6)
    #expect(!cubic.isPassed && !cubic.isCalledWrong, "\(cubic.summary)")
    // What does not depend on it at all has nothing to hide.
    #expect(try report(0, { _ in 7 }, 1).isPassed)
    #expect(try !report(1, { _ in 7 }, 1e13).isPassed)
  }

  @Test("Quotients that move like a logarithm's claim nothing of what noise hides")
  func logarithm() throws {
    func report(_ factor: Double, seed: UInt64) throws -> GradientReport {
      var configuration = CheckConfiguration()
      configuration.seed = seed
      return try GradientChecker(configuration).check(
        Specimen(
          at: [1e-30, 0.5, 0.3], value: { $0.reduce(0) { $0 - $1 * log($1) } },
          gradient: { x in x.enumerated().map { ($0 == 0 ? 1 : factor) * (-log($1) - 1) } }),
        named: "entropy")
    }
    for seed in 0..<4 as Range<UInt64> {
      #expect(try !report(1, seed: seed).isCalledWrong)
      #expect(try report(1.01, seed: seed).isCalledWrong)
    }
  }

  @Test("Special points", arguments: Twins.special)
  func special(_ twins: Twins) throws { try expectJudged(twins) }

  private func expectJudged(_ twins: Twins) throws {
    for seed in 0..<2 as Range<UInt64> {
      let right = try twins.report(nil, seed: seed)
      #expect(right.isPassed, "right: \(right.summary)")
      for mistake in twins.mistakes {
        let wrong = try twins.report(mistake, seed: seed)
        #expect(wrong.isCalledWrong, "\(mistake): \(wrong.summary)")
      }
    }
  }
}
