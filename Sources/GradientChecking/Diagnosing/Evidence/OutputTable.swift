/// What each output contributes to a block's gradient at one point, given and right: the pullback of every output by
/// itself beside the Jacobian.
struct OutputTable {
  /// A column of outputs for each known coordinate.
  let given: [[Double]]
  let right: [[Double]]
  /// What is taken for nothing.
  let zero: Double

  /// - Returns: nil where the Jacobian is not known, or the budget does not allow a pullback for each output.
  /// - Throws: what the map throws.
  init?(of block: BlockEvidence, at scene: Scene, in evidence: Evidence) throws {
    let right = scene.columns[block.position]
    guard let first = right.first, right.count == block.coordinates.count else { return nil }
    if scene.given[block.position].isEmpty {
      guard evidence.budget.allows(first.count) else { return nil }
      var given = right
      for output in first.indices {
        var one = [Double](repeating: 0, count: first.count)
        one[output] = 1
        let gradient = try evidence.gradient(of: block.position, one, at: scene.point)
        for (i, coordinate) in block.coordinates.enumerated() {
          given[i][output] = gradient[coordinate]
        }
      }
      scene.given[block.position] = given
    }
    self.right = right
    given = scene.given[block.position]
    let largest = right.reduce(0) { $1.reduce($0) { max($0, $1.magnitude) } }
    zero = max(1e-7 * largest, 4 * scene.error[block.position])
  }

  func isLive(_ i: Int, _ j: Int) -> Bool {
    right[i][j].magnitude > zero || given[i][j].magnitude > zero
  }

  func isWrong(_ i: Int, _ j: Int) -> Bool {
    !((given[i][j] - right[i][j]).magnitude
      <= max(zero, 1e-5 * max(given[i][j].magnitude, right[i][j].magnitude)))
  }

  /// Whether some entry is wrong by much of what the entries are.
  var isGross: Bool {
    let largest = right.reduce(0) { $1.reduce($0) { max($0, $1.magnitude) } }
    return zip(given, right).contains { given, right in
      zip(given, right).contains { ($0 - $1).magnitude > 0.05 * largest }
    }
  }

  func isLost(_ i: Int, _ j: Int) -> Bool { given[i][j].magnitude <= zero }
  func isLeak(_ i: Int, _ j: Int) -> Bool { right[i][j].magnitude <= zero }
}
