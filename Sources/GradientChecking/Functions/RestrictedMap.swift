/// A map of which some variables are taken for constants: what is checked is the gradient with respect to
/// the others.
package struct RestrictedMap<Base: DifferentiableMap>: DifferentiableMap {
  private let base: Base
  /// The positions of the variables that are left, in the order of the map's own.
  private let positions: [Int]
  /// The values of all variables.
  private let whole: Point

  /// The map as a function of those variables alone.
  ///
  /// - Throws: a ``ConfigurationError`` where it has no variable of such a name.
  package init(_ base: Base, to names: Set<String>) throws(ConfigurationError) {
    let variables = base.variables
    let own = variables.map(\.name)
    if let unknown = names.subtracting(own).min() {
      throw ConfigurationError(
        "there is no block \"\(unknown)\"; there are \(own.joined(separator: ", "))")
    }
    self.base = base
    positions = variables.indices.filter { names.contains(own[$0]) }
    whole = Point(variables)
  }

  package var variables: [Variable] {
    let variables = base.variables
    return positions.map { variables[$0] }
  }

  package var outputShape: [Int]? { base.outputShape }

  package var precision: Precision { base.precision }

  package var allowsConcurrentEvaluation: Bool { base.allowsConcurrentEvaluation }

  package func evaluatingBesideOthers<Result>(_ body: () throws -> Result) rethrows -> Result {
    try base.evaluatingBesideOthers(body)
  }

  package func evaluate(at point: Point) throws -> Evaluation {
    try base.evaluate(at: expanded(point))
  }

  package func pullback(of cotangent: [Double], at point: Point) throws -> Point {
    restricted(try base.pullback(of: cotangent, at: expanded(point)))
  }

  package func neighborhood(of point: Point) throws -> any Neighborhood {
    RestrictedNeighborhood(base: try base.neighborhood(of: expanded(point)), positions: positions)
  }

  package func additionalProbes(at point: Point) throws -> [ContractProbe] {
    try base.additionalProbes(at: expanded(point))
  }

  private func expanded(_ point: Point) -> Point {
    var expanded = whole
    for (place, position) in positions.enumerated() { expanded[position] = point[place] }
    return expanded
  }

  /// The blocks of a gradient that are left; all of one with another number of them, for the checker to see.
  private func restricted(_ gradient: Point) -> Point {
    guard gradient.blocks.count == whole.blocks.count else { return gradient }
    return Point(positions.map { gradient[$0] })
  }
}

extension RestrictedMap: DifferentiableFunction where Base: DifferentiableFunction {
  package func value(at point: Point) throws -> Double { try base.value(at: expanded(point)) }

  package func gradient(at point: Point) throws -> Point {
    restricted(try base.gradient(at: expanded(point)))
  }

  package func valueWithGradient(at point: Point) throws -> (value: Double, gradient: Point)? {
    try base.valueWithGradient(at: expanded(point)).map { ($0.value, restricted($0.gradient)) }
  }
}

/// A neighborhood of the whole map, asked only for moves of the variables that are left.
private struct RestrictedNeighborhood: Neighborhood {
  var base: any Neighborhood
  let positions: [Int]

  mutating func evaluate(_ displacement: Displacement, step: Double) throws -> Evaluation {
    try base.evaluate(expanded(displacement), step: step)
  }

  func reach(of displacement: Displacement) -> [Range<Int>]? {
    base.reach(of: expanded(displacement))
  }

  func stackSize(ofVariable position: Int) -> Int {
    base.stackSize(ofVariable: positions[position])
  }

  mutating func evaluate(_ moves: [Move]) throws -> [Evaluation] {
    try base.evaluate(moves.map { Move(expanded($0.displacement), by: $0.step) })
  }

  private func expanded(_ displacement: Displacement) -> Displacement {
    Displacement(variable: positions[displacement.variable], direction: displacement.direction)
  }
}
