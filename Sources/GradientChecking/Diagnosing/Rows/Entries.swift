import Foundation

/// What is wrong between single outputs and single values: the pullback of every output by itself beside the
/// Jacobian.
///
/// It tells which output's contribution is lost, doubled or leaks, where a sum over all outputs tells only
/// that something is.
struct Entries {
  let block: BlockEvidence
  let evidence: Evidence

  private static let most = 1 << 18

  func diagnosis() throws -> Search.Explanation? {
    guard let sample = block.samples.first, !sample.columns.isEmpty else { return nil }
    let outputs = sample.cotangent.count
    guard outputs > 1, outputs * block.coordinates.count <= Entries.most, sample.slopes == nil,
      block.isWrong.contains(true), !evidence.broken.contains(.linearity)
    else { return nil }
    var tables: [OutputTable] = []
    for scene in block.scenes {
      guard let table = try OutputTable(of: block, at: scene, in: evidence) else { break }
      tables.append(table)
    }
    guard !tables.isEmpty else { return nil }
    let rules: [(cost: Double, cause: () throws -> Cause?)] = [
      (12, { leak(tables) }), (8, { byDistance(tables, sample) }),
      (8, { byReader(tables, sample) }),
      (8, { byOutput(tables, sample) }), (12, { byUse(tables) }), (14, { byRoute(tables) }),
      (18, { try byFactor(tables) }), (22, { byBottleneck(tables) }),
      (24, { byOwn(tables, sample) }),
    ]
    for rule in rules {
      guard let cause = try rule.cause() else { continue }
      // A single entry has an index, whatever else it has.
      let entry = block.onlyWrong
      let diagnosis = Diagnosis(
        [block.variable.name], entry == nil ? cause.family : .place,
        [entry, cause.quantity].compactMap(\.self).joined(separator: " · "), factor: cause.factor,
        tables.count > 1 && !cause.mayBeChance ? .certain : .likely,
        finding: entry.map { "is wrong only at \($0), where it \(cause.finding)" } ?? cause.finding,
        advice: cause.advice)
      return (diagnosis, rule.cost)
    }
    return nil
  }

  func pairs(_ table: OutputTable) -> [(Int, Int)] {
    table.right.indices.flatMap { i in
      table.right[i].indices.filter { table.isLive(i, $0) }.map { (i, $0) }
    }
  }

  // MARK: - Rules

  /// Every wrong entry is one that should be 0.
  private func leak(_ tables: [OutputTable]) -> Cause? {
    for table in tables {
      let wrong = pairs(table).filter { table.isWrong($0.0, $0.1) }
      guard wrong.count > 1, wrong.allSatisfy({ table.isLeak($0.0, $0.1) }),
        wrong.count < pairs(table).count
      else { return nil }
    }
    return Cause(
      .place, "leaks",
      "has contributions of outputs that do not depend on it, and is right otherwise",
      "look for a mask that is forgotten, or a sum that runs over too much")
  }

  /// What all wrong entries have in common, as one factor; nil where there is none.
  func factor(_ tables: [OutputTable], _ holds: (OutputTable, Int, Int) -> Bool) -> Double? {
    var ratios: [Double] = []
    for table in tables {
      for (i, j) in pairs(table) where holds(table, i, j) && table.isWrong(i, j) {
        guard !table.isLeak(i, j) else { return nil }
        ratios.append(table.isLost(i, j) ? 0 : table.given[i][j] / table.right[i][j])
      }
    }
    guard let first = ratios.first,
      ratios.allSatisfy({ ($0 - first).magnitude <= 1e-4 * max(1, first.magnitude) })
    else { return nil }
    return first
  }

  func words(_ factor: Double?) -> String {
    switch factor {
    case 0?: "left out"
    case let f? where (f + 1).magnitude < 1e-4: "taken with the wrong sign"
    case let f? where (f - 2).magnitude < 1e-4: "counted twice"
    case let f?: "taken \(distinctly(f, 1).0) times"
    case nil: "wrong"
    }
  }

  /// Every output's contributions are right, but go to other values than they came from.
  private func byRoute(_ tables: [OutputTable]) -> Cause? {
    // Of small errors another order cannot be told from the right one.
    guard block.isComplete, tables.allSatisfy(\.isGross) else { return nil }
    if tables.allSatisfy({ table in
      table.right.indices.allSatisfy { i in
        let (given, right) = (
          table.given[i].filter { $0.magnitude > table.zero }.sorted(),
          table.right[i].filter { $0.magnitude > table.zero }.sorted()
        )
        return given.count == right.count && given.count < table.right[i].count
          && zip(given, right).allSatisfy { ($0 - $1).magnitude <= 1e-5 * max(1, $1.magnitude) }
      }
    }) {
      return Cause(
        .layout, "other outputs",
        "has the right slopes, but each with the gradient from above of another output",
        "use the inverse of the order of the forward pass")
    }
    for table in tables {
      for j in table.right.first?.indices ?? 0..<0 {
        func sizes(_ values: [[Double]]) -> [Double] {
          values.map { $0[j] }.filter { $0.magnitude > table.zero }.sorted()
        }
        let (given, right) = (sizes(table.given), sizes(table.right))
        guard given.count == right.count, given.count < table.right.count,
          zip(given, right).allSatisfy({ ($0 - $1).magnitude <= 1e-5 * max(1, $1.magnitude) })
        else { return nil }
      }
    }
    return Cause(
      .layout, "other places",
      "has every output's contribution right, but at another place than the one it came from",
      "use the indices of the forward pass, and where they are a permutation its inverse")
  }
}
