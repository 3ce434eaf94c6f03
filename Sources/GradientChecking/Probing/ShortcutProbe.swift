import GSL

/// Compares a neighborhood with the plain evaluation of its map.
///
/// A neighborhood may leave out what it takes to be out of a displacement's reach. Were it mistaken, the
/// numeric derivative would be that of another function. So it has to agree on some coordinates of every
/// variable, and again on coordinates whose analytic value it says is wrong.
struct ShortcutProbe<Map: DifferentiableMap> {
  let map: Map
  let problem: Problem

  /// The coordinates to compare, over all variables, but at least one of each.
  private var limit: Int { 12 }
  /// The coordinates said to be wrong that are compared, of each variable.
  var doubted: Int { 3 }
  /// How far they are moved, relative to their size: far enough for what is left out to stand out of
  /// rounding.
  private var step: Double { 0.01 }

  /// What differs at a few coordinates of every variable, nil where nothing does.
  func violation() throws -> String? {
    let generator = RandomGenerator(problem.key.derived(4))
    let count = max(1, limit / max(1, map.variables.count))
    for (position, variable) in map.variables.enumerated() where !variable.values.isEmpty {
      let size = variable.values.count
      let drawn = (0..<count).map { _ in generator.integer(below: size) }
      let coordinates = count > 2 ? [0, size - 1] + drawn.dropFirst(2) : drawn
      if let found = try violation(coordinates, of: position) { return found }
    }
    return nil
  }

  /// What differs at these coordinates of the variable at `position`, nil where nothing does.
  func violation(_ coordinates: [Int], of position: Int) throws -> String? {
    var neighborhood = problem.neighborhood
    // Nothing is left out, so nothing can be missing.
    guard !(neighborhood is PlainNeighborhood<Map>) else { return nil }
    var plain = PlainNeighborhood(of: problem.point, map: map)
    let variable = map.variables[position]
    let moves = coordinates.map { coordinate in
      let h = map.precision.representable(
        step * max(1, variable.values[coordinate].magnitude), from: variable.values[coordinate])
      return Move(
        Displacement(variable: position, direction: .coordinate(coordinate)), by: h)
    }
    // Where points are evaluated together, not one by itself: each must be as if it were alone.
    let company =
      neighborhood.stackSize(ofVariable: position) > 1
      ? moves.map { Move($0.displacement, by: -$0.step) } : []
    guard let together = try? neighborhood.evaluate(moves + company) else {
      return variable.name
    }
    for (coordinate, (move, here)) in zip(coordinates, zip(moves, together)) {
      let there = try plain.evaluate(move.displacement, step: move.step)
      guard
        isClose(here, there, neighborhood.reach(of: move.displacement) ?? [there.output.indices])
      else { return "\(variable.name)\(variable.index(ofOffset: coordinate))" }
    }
    return nil
  }

  /// Whether outputs are the same up to a reordering of sums, and branches are the same.
  private func isClose(_ here: Evaluation, _ there: Evaluation, _ reach: [Range<Int>]) -> Bool {
    var output = problem.base.output
    guard here.output.count == reach.reduce(0, { $0 + $1.count }),
      there.output.count == output.count,
      here.branches == there.branches
    else { return false }
    for (place, value) in zip(reach.joined(), here.output) { output[place] = value }
    let scale = there.output.reduce(0) { max($0, $1.magnitude) }
    let tolerance = 1e4 * map.precision.unitRoundoff * scale
    return zip(output, there.output).allSatisfy { $0 == $1 || ($0 - $1).magnitude <= tolerance }
  }
}
