import Synchronization

/// What rounding of an analytic Jacobian's entries explains: ``AnalyticRounding``, a row at a time.
///
/// A row takes some pullbacks more, so only those rows are looked at that have an entry which is
/// off by as little as rounding could explain.
final class EntryRounding: Sendable {
  private let map: any DifferentiableMap
  private let problem: Problem
  private let step: Double
  private let rows = Mutex<[Int: AnalyticRounding]>([:])
  /// The number of rows that are kept.
  private let capacity: Int

  private static let valuesKept = 1 << 21
  /// The largest error, relative to numbers of size 1, that differences of such numbers explain.
  private static let smallest = 1e-9

  init(of map: any DifferentiableMap, in problem: Problem, step: Double) {
    self.map = map
    self.problem = problem
    self.step = step
    let values = problem.point.blocks.reduce(0) { $0 + $1.count }
    capacity = max(1, EntryRounding.valuesKept / max(1, values))
  }

  /// Whether an entry may be off by `distance` on account of rounding.
  ///
  /// - Parameter largest: The entry of largest magnitude in its row.
  func mayExplain(_ distance: Double, largest: Double) -> Bool {
    let share = AnalyticRounding.share(map.precision)
    return distance <= max(4 * share * largest, EntryRounding.smallest * max(1, largest))
  }

  /// The check of an entry, no longer called wrong or open where rounding explains it.
  func excusing(
    _ derivative: Derivative, output: Int, largest: Double, coordinate: Int, ofBlock block: Int
  ) throws -> Derivative {
    let distance = (derivative.analytic - derivative.numeric).magnitude
    guard AnalyticRounding.mayExplain(derivative), mayExplain(distance, largest: largest) else {
      return derivative
    }
    return try row(output).excusing(derivative, coordinate: coordinate, ofBlock: block)
  }

  private func row(_ output: Int) throws -> AnalyticRounding {
    if let known = rows.withLock({ $0[output] }) { return known }
    var cotangent = [Double](repeating: 0, count: problem.cotangent.count)
    cotangent[output] = 1
    let gradient = try map.pullback(of: cotangent, at: problem.point)
    let rounding = try AnalyticRounding(
      of: map, in: Problem(problem, output: output, gradient: gradient), step: step,
      blocks: Set(problem.gradient.blocks.indices), threads: 1)
    rows.withLock { rows in
      if rows.count >= capacity { rows.removeAll() }
      rows[output] = rounding
    }
    return rounding
  }
}
