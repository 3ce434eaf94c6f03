import GSL
import GradientChecking
import Testing

/// Moves along the first, a middle and the last coordinate and along a vector of every variable, by
/// turns, so that each follows on others of the same variable and of another.
func displacements(of map: some DifferentiableMap) -> [Displacement] {
  let generator = RandomGenerator(seed: 9)
  let moves = map.variables.enumerated().map { position, variable in
    let count = variable.values.count
    return [0, count / 2, count - 1].map {
      Displacement(variable: position, direction: .coordinate($0))
    } + [Displacement(variable: position, direction: .vector(generator.normals(count)))]
  }
  let inOrder = moves.flatMap { $0 }
  let mixed = generator.permutation(inOrder.count).map { inOrder[$0] }
  // Each twice in a row, too: the second must not see the first.
  return inOrder + mixed + inOrder.flatMap { [$0, $0] }
}

/// Expects a map's own neighborhood to evaluate as the plain one does, bit for bit or up to so many
/// roundings, any number of moves after another.
func expectPlainEvaluations(
  by map: some DifferentiableMap, roundings: Double = 0,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let point = Point(map.variables.map(\.values))
  var own = try map.neighborhood(of: point)
  var plain = PlainNeighborhood(of: point, map: map)
  for displacement in displacements(of: map) {
    // After a step of 1e9, subtracting it again would leave an error of 1e-7 behind.
    for step in [1e-5, 1e9, 0] {
      let (a, b) = (
        try own.evaluate(displacement, step: step), try plain.evaluate(displacement, step: step)
      )
      let place = Comment(rawValue: "\(map.variables[displacement.variable].name), \(step)")
      let tolerance = roundings * map.precision.unitRoundoff
      #expect(a.output.count == b.output.count, place, sourceLocation: sourceLocation)
      for (a, b) in zip(a.output, b.output) {
        #expect(abs(a - b) <= tolerance * abs(b), place, sourceLocation: sourceLocation)
      }
      #expect(a.branches == b.branches, place, sourceLocation: sourceLocation)
    }
  }
}
