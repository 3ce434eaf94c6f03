/// A neighborhood in which all variables move at once, along one fixed direction, whatever
/// displacement is asked for.
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
    try map.evaluate(
      at: Point(
        zip(base.blocks, direction.blocks).map { block, direction in
          [Double](unsafeUninitializedCapacity: block.count) { moved, count in
            block.withUnsafeBufferPointer { block in
              direction.withUnsafeBufferPointer { direction in
                for i in block.indices { moved[i] = block[i] + step * direction[i] }
              }
            }
            count = block.count
          }
        }))
  }
}

extension Problem {
  /// A direction through all variables at once, of length 1 in units of which each value has max(1,
  /// s), with s the root mean square of its block: the steps that suit one value suit all.
  func jointDirection(of variables: [Variable]) -> Point {
    let count = Double(max(1, point.blocks.reduce(0) { $0 + $1.count })).squareRoot()
    return Point(
      variables.enumerated().map { position, variable in
        let block = BlockCheck.direction(of: variable, key: key.derived(2).derived(position))
        let scale = max(1, variable.size()) * Double(max(1, block.count)).squareRoot() / count
        return block.map { scale * $0 }
      })
  }

  /// The line along a direction through all variables, of which what is displaced has this size.
  func line(along direction: Point, of map: any DifferentiableMap, size: Double = 1) -> Line {
    var line = Line(
      from: base, cotangent: cotangent,
      in: JointNeighborhood(of: point, along: direction, map: map), precision: map.precision)
    line.aim(variable: 0, direction: [], size: size)
    return line
  }
}
