extension Neighborhood {
  /// (f(h) − f(−h)) / 2h of each of `count` outputs, a column of the Jacobian; 0 of those that the
  /// displacement does not reach.
  ///
  /// - Throws: what the function throws, or ``ContractError/outputCount(expected:got:)``.
  mutating func column(
    _ displacement: Displacement, step h: Double, outputs count: Int
  ) throws -> [Double] {
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
