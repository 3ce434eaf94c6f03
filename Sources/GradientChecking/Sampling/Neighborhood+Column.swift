extension Neighborhood {
  /// (f(h) − f(−h)) / 2h of each of `count` outputs where one coordinate of a variable moves, a column of the
  /// Jacobian; 0 of those that the displacement does not reach.
  ///
  /// - Parameters:
  ///   - values: The variable's, at the point.
  ///   - step: h is step·max(1, |θᵢ|), made representable.
  ///
  /// - Throws: what the function throws, or ``ContractError/outputCount(expected:got:)``.
  mutating func column(
    variable position: Int, coordinate: Int, of values: [Double], step: Double,
    precision: Precision, outputs count: Int
  ) throws -> [Double] {
    let value = values[coordinate]
    let h = precision.representable(step * max(1, value.magnitude), from: value)
    let displacement = Displacement(variable: position, direction: .coordinate(coordinate))
    let reach = reach(of: displacement) ?? [0..<count]
    let expected = reach.reduce(0) { $0 + $1.count }
    let right = try evaluate(displacement, step: h).output
    let left = try evaluate(displacement, step: -h).output
    for side in [right, left] where side.count != expected {
      throw ContractError.outputCount(expected: expected, got: side.count)
    }
    var column = [Double](repeating: 0, count: count)
    for (j, (right, left)) in zip(reach.joined(), zip(right, left)) {
      column[j] = (right - left) / (2 * h)
    }
    return column
  }
}
