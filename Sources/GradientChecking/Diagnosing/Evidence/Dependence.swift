import GSL

/// On which variables some numbers depend: they are looked at where each variable by itself is a little moved.
struct Dependence {
  private(set) var on: [String] = []
  private(set) var not: [String] = []

  /// - Parameter numbers: The numbers at a point; nil where they are not defined, or cost too much.
  /// - Throws: what the map throws.
  init?(in evidence: Evidence, _ numbers: (Point) throws -> [Double]?) throws {
    guard evidence.map.variables.count > 1, let here = try numbers(evidence.point) else {
      return nil
    }
    for (position, variable) in evidence.map.variables.enumerated() {
      guard let there = try numbers(Dependence.moved(evidence, position)),
        there.count == here.count
      else { return nil }
      let change = zip(there, here).map { $0 - $1 }
      if dot(change, change) <= 1e-10 * dot(here, here) {
        not.append(variable.name)
      } else {
        on.append(variable.name)
      }
    }
  }

  /// "which changes with a and b, and not with c"
  var words: String {
    on.isEmpty
      ? "" : "with \(listed(on))" + (not.isEmpty ? "" : ", and not with \(listed(not))")
  }

  /// The point of the check with each value of one variable a few hundredths larger or smaller.
  static func moved(_ evidence: Evidence, _ position: Int) -> Point {
    var point = evidence.point
    let draws = evidence.key.derived(46).derived(position).uniforms(point[position].count)
    point[position] = zip(point[position], draws).map { $0 == 0 ? 0 : $0 * (0.97 + 0.06 * $1) }
    return point
  }
}

/// "a, b and c"
func listed(_ names: [String]) -> String {
  names.count < 2
    ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + names[names.count - 1]
}
