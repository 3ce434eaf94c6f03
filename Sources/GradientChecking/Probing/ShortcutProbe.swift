import GSL

/// Compares a neighborhood with the plain evaluation of its map.
///
/// A neighborhood may leave out what it takes to be out of a displacement's reach. Were it
/// mistaken, the numeric derivative would be that of another function. So it has to agree on some
/// coordinates of every variable, and again on coordinates whose analytic value it says is wrong.
struct ShortcutProbe<Map: DifferentiableMap> {
  let map: Map
  let problem: Problem
  /// The coordinates to compare, over all variables, but at least one of each.
  private var limit: Int { 12 }
  /// How many plain evaluations of a network may run side by side, nil for one a core.
  let threads: Int?

  /// The coordinates said to be wrong that are compared, of each variable.
  var doubted: Int { 3 }
  /// How far they are moved, relative to their size: far enough for what is left out to stand out
  /// of rounding.
  private var step: Double { 0.01 }

  /// A coordinate of the variable at a position.
  typealias Place = (variable: Int, coordinate: Int)

  /// What differs at a few coordinates of every variable, of which no more than `samples` are
  /// checked at all; nil where nothing does.
  func violation(atMost samples: Int) throws -> String? {
    let generator = RandomGenerator(problem.key.derived(4))
    let count = max(1, min(samples, limit / max(1, map.variables.count)))
    var places: [Place] = []
    for (position, variable) in map.variables.enumerated() where !variable.values.isEmpty {
      let size = variable.values.count
      let drawn = (0..<count).map { _ in generator.integer(below: size) }
      let coordinates = count > 2 ? [0, size - 1] + drawn.dropFirst(2) : drawn
      places += coordinates.map { (position, $0) }
    }
    return try violation(places)
  }

  /// What differs at these coordinates, nil where nothing does.
  func violation(_ places: [Place]) throws -> String? {
    // Where nothing is left out, nothing can be missing.
    guard !(problem.neighborhood is PlainNeighborhood<Map>) else { return nil }
    let moves = places.map(move)
    guard let here = evaluations(moves) else {
      return places.first { evaluations([move($0)]) == nil }.map(name) ?? "several variables"
    }
    let plain = PlainNeighborhood(of: problem.point, map: map)
    // Those of a single layer take less than it takes to share them out.
    let threads = moves.contains(where: isStacked) ? threads : 1
    let isKept = try Jobs(threads: threads, monitor: CheckMonitor()).run(
      Array(zip(moves, here)), startingWith: plain
    ) { pair, plain in
      func isClose() throws -> Bool {
        // Where the function is not defined the shortcut has nothing to be held against.
        guard
          let there = try Problem.ifDefined({
            try plain.evaluate(pair.0.displacement, step: pair.0.step)
          })
        else { return true }
        return self.isClose(
          pair.1, there,
          problem.neighborhood.reach(of: pair.0.displacement) ?? [there.output.indices])
      }
      return threads == 1 ? try isClose() : try map.evaluatingBesideOthers(isClose)
    }
    return isKept.firstIndex(of: false).map { name(places[$0]) }
  }

  private func name(_ place: Place) -> String {
    let variable = map.variables[place.variable]
    return "\(variable.name)\(variable.index(ofOffset: place.coordinate))"
  }

  private func move(_ place: Place) -> Move {
    let value = map.variables[place.variable].values[place.coordinate]
    return Move(
      Displacement(variable: place.variable, direction: .coordinate(place.coordinate)),
      by: map.precision.representable(step * max(1, value.magnitude), from: value))
  }

  /// What the neighborhood makes of some moves; nil where it throws.
  private func evaluations(_ moves: [Move]) -> [Evaluation]? {
    var neighborhood = problem.neighborhood
    // Where points are evaluated together, not one by itself: each must be as if it were alone.
    let company = moves.filter(isStacked).map { Move($0.displacement, by: -$0.step) }
    let evaluations = try? neighborhood.evaluate(moves + company)
    return evaluations.map { Array($0.prefix(moves.count)) }
  }

  private func isStacked(_ move: Move) -> Bool {
    problem.neighborhood.stackSize(ofVariable: move.displacement.variable) > 1
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
    let tolerance = map.precision.reordering(of: scale)
    return zip(output, there.output).allSatisfy { $0 == $1 || ($0 - $1).magnitude <= tolerance }
  }
}
