/// A point at which a map is looked at: its outputs, and the Jacobian of the blocks that matter.
final class Scene {
  let variables: [Variable]
  /// The shapes that the outputs may have, the likeliest first.
  let outputShapes: [[Int]]
  let point: Point
  let output: [Double]
  /// Whether values are in another order than at the point of the check, not only a little off.
  let isShuffled: Bool
  /// ∂output/∂value: for each block a column for each known coordinate; empty where nobody needs it.
  var columns: [[[Double]]]
  /// The same as the pullbacks of single outputs give it, once asked for.
  var given: [[[Double]]]
  /// A bound on the error of the entries of each block's columns.
  var error: [Double]

  init(
    _ variables: [Variable], _ outputShapes: [[Int]], _ point: Point, _ output: [Double],
    isShuffled: Bool = false
  ) {
    self.isShuffled = isShuffled
    self.variables = variables
    self.outputShapes = outputShapes
    self.point = point
    self.output = output
    columns = Array(repeating: [], count: variables.count)
    given = columns
    error = Array(repeating: 0, count: variables.count)
  }
}
