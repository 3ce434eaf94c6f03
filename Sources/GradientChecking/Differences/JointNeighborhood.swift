/// A neighborhood in which all variables move at once, along one fixed direction, whatever displacement is
/// asked for.
struct JointNeighborhood: Neighborhood {
  private let map: any DifferentiableMap
  private let base: Point
  private let direction: Point

  init(of point: Point, along direction: Point, map: any DifferentiableMap) {
    self.map = map
    base = point
    self.direction = direction
  }

  mutating func evaluate(_ displacement: Displacement, step: Double) throws -> Evaluation {
    var point = base
    for position in point.blocks.indices {
      for i in point[position].indices { point[position][i] += step * direction[position][i] }
    }
    return try map.evaluate(at: point)
  }
}

extension Problem {
  /// A direction through all variables at once, of length 1 in units of which each value has max(1, s), with s
  /// the root mean square of its block: the steps that suit one value suit all.
  func jointDirection(of variables: [Variable]) -> Point {
    let count = Double(max(1, point.blocks.reduce(0) { $0 + $1.count })).squareRoot()
    return Point(
      variables.enumerated().map { position, variable in
        let block = BlockCheck.direction(of: variable, key: key.derived(2).derived(position))
        let scale = max(1, variable.size()) * Double(max(1, block.count)).squareRoot() / count
        return block.map { scale * $0 }
      })
  }
}
