import GSL

/// On which variables some numbers depend: they are looked at where each variable by itself is a little moved.
struct Dependence {
  /// Of each variable whether each number changes with it.
  let changes: [(name: String, numbers: [Bool])]

  /// - Parameter numbers: The numbers at a point; nil where they are not defined, or cost too much.
  /// - Throws: what the map throws.
  init?(in evidence: Evidence, _ numbers: (Point) throws -> [Double]?) throws {
    guard evidence.map.variables.count > 1, let here = try numbers(evidence.point),
      here.allSatisfy(\.isFinite)
    else { return nil }
    let size = here.reduce(0) { max($0, $1.magnitude) }
    var changes: [(String, [Bool])] = []
    for (position, variable) in evidence.map.variables.enumerated() {
      var point = evidence.point
      let draws = evidence.key.derived(46).derived(position).uniforms(point[position].count)
      point[position] = zip(point[position], draws).map { $0 == 0 ? 0 : $0 * (0.97 + 0.06 * $1) }
      guard let there = try numbers(point), there.count == here.count else { return nil }
      changes.append(
        (variable.name, zip(there, here).map { !(($0 - $1).magnitude <= 1e-6 * size) }))
    }
    self.changes = changes
  }

  /// Of the given gradient over the right one, at some places of a block for some cotangents.
  init?(
    ofFactorsIn evidence: Evidence, _ block: BlockEvidence,
    _ probes: [(place: Int, cotangent: [Double])]
  ) throws {
    guard !probes.isEmpty else { return nil }
    try self.init(in: evidence) { point in
      guard evidence.budget.allows(3 * probes.count) else { return nil }
      let ratios = try probes.map { place, cotangent in
        let coordinate = block.coordinates[place]
        let direction = block.variable.values.indices.map { $0 == coordinate ? 1.0 : 0 }
        let slopes = try evidence.derivative(
          of: evidence.map, at: point, block.position, along: direction)
        return try evidence.gradient(of: block.position, cotangent, at: point)[coordinate]
          / (slopes.map { dot($0, cotangent) } ?? .nan)
      }
      return ratios.allSatisfy(\.isFinite) ? ratios : nil
    }
  }

  var on: [String] { changes.filter { $0.numbers.contains(true) }.map(\.name) }

  /// "with a and b, and not with c"; empty where they depend on none.
  var words: String {
    let not = changes.filter { !$0.numbers.contains(true) }.map(\.name)
    return on.isEmpty
      ? "" : "with \(listed(on))" + (not.isEmpty ? "" : ", and not with \(listed(not))")
  }
}

/// "a, b and c"
func listed(_ names: [String]) -> String {
  names.count < 2
    ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
}
