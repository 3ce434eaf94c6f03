/// Finds out what kind of mistake a wrong gradient comes from.
///
/// The block is looked at from two points and, where there are several outputs, for three cotangents. A cause
/// is a row of a table: it predicts the wrong gradient of every look, up to one number at most, and is
/// believed for the numbers that it predicts against what it was free to choose. What cannot be told so has
/// no name.
struct Investigation {
  let map: any DifferentiableMap
  let problem: Problem
  let configuration: CheckConfiguration
  let probes: [ContractProbe]
  /// What the check found out, block by block; none where a broken promise ended it before.
  let found: [Found]
  /// How many evaluations the check took.
  let evaluations: Int
  let isCancelled: @Sendable () -> Bool

  typealias Findings = (diagnoses: [Diagnosis], clues: [String: [String]])

  /// The derivatives of one block, as checked.
  struct Found {
    let coordinates: [Int]
    let derivatives: [Derivative]
    let isPassed: Bool
    /// Whether coordinates on kinks contradict each other.
    let isTied: Bool
  }

  /// Blocks up to this size are looked at whole, larger ones in part.
  static let wholeBlock = 1024
  /// A diagnosis may cost so many times what the check did.
  private static let expense = 8

  /// The best explanation of each wrong block, blocks with the same one together, and what narrows the search
  /// in those that have none, by name.
  func findings() throws -> Findings {
    // A check that a broken promise ended would have taken two evaluations a value.
    let values = map.variables.reduce(0) { $0 + min($1.values.count, Investigation.wholeBlock) }
    let budget = Evidence.Budget(
      Investigation.expense * max(evaluations, 2 * values), isCancelled: isCancelled)
    let broken = Set(probes.filter { !$0.isKept }.compactMap { Promise(rawValue: $0.promise) })
    guard !broken.contains(.shapes) else { return ([], [:]) }
    // What a function throws beside its domain ends no more than the search for a name.
    guard let evidence = try Problem.ifDefined({ try evidence(budget, broken) }) else {
      return ([], [:])
    }
    var diagnoses: [Diagnosis] = []
    var clues: [String: [String]] = [:]
    for block in evidence.blocks where block.isSuspect {
      let best = try Problem.ifDefined { try Search(block: block, evidence: evidence).best() }
      guard let best = best??.diagnosis else {
        clues[block.variable.name] =
          try Problem.ifDefined { try Clues(block: block, evidence: evidence).sentences() }
        continue
      }
      if let same = diagnoses.firstIndex(where: {
        $0.family == best.family && $0.quantity == best.quantity && $0.finding == best.finding
      }) {
        diagnoses[same].blocks += best.blocks.filter { !diagnoses[same].blocks.contains($0) }
      } else {
        diagnoses.append(best)
      }
    }
    return (diagnoses, clues)
  }
}
