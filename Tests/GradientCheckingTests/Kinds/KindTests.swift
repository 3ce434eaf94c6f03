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
