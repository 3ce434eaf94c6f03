// What of all that was measured rounding excuses.

extension AnalyticRounding {
  /// Excuses what of some blocks only rounding sets apart: what few pullbacks show, and of the rest
  /// that is no larger than rounding may be what more of them do.
  static func excuse(
    _ found: inout [BlockFindings], in blocks: [BlockCheck], of map: some DifferentiableMap,
    _ problem: Problem, step: Double, inside: Double?, threads: Int?
  ) throws {
    for care in [Care.few, .many] {
      let reach = care == .few ? .infinity : largestDistance(in: problem, map.precision)
      let doubted = blocks.indices.filter { isDoubted(found[$0], in: blocks[$0], upTo: reach) }
      guard !doubted.isEmpty else { return }
      let rounding = try AnalyticRounding(
        of: map, in: problem, step: step, blocks: Set(doubted), inside: inside, care: care,
        threads: threads)
      for position in doubted {
        rounding.excuse(&found[position], in: blocks[position], at: position)
      }
    }
  }

  /// Whether rounding of no more than `reach` in an entry may be what is the matter in a block.
  private static func isDoubted(
    _ found: BlockFindings, in block: BlockCheck, upTo reach: Double
  ) -> Bool {
    func isWithin(_ reach: Double, _ derivative: Derivative) -> Bool {
      !((derivative.analytic - derivative.numeric).magnitude > reach)
    }
    let alongAll = reach * Double(block.variable.values.count).squareRoot()
    return found.coordinates.contains { mayExplain($0) && isWithin(reach, $0) }
      || found.directions.contains {
        mayExplain($0, alongDirectionOf: block) && isWithin(alongAll, $0)
      }
  }

  private func excuse(_ found: inout BlockFindings, in block: BlockCheck, at position: Int) {
    for (place, derivative) in found.coordinates.enumerated()
    where AnalyticRounding.mayExplain(derivative) {
      found.coordinates[place] = excusing(
        derivative, coordinate: block.coordinates[place], ofBlock: position)
    }
    for (number, derivative) in found.directions.enumerated()
    where AnalyticRounding.mayExplain(derivative, alongDirectionOf: block) {
      found.directions[number] = excusing(
        derivative, along: block.direction(number), ofBlock: position)
    }
  }
}
