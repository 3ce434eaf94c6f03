/// The derivative of a map at one point, to be had one output at a time: a row of the Jacobian.
///
/// A map that knows which values an output depends on, or what a forward pass leaves behind, has the
/// rows faster than by a whole pullback each. That is a shortcut, and not trusted: the rows, contracted
/// with the check's cotangent, have to add up to the plain pullback of it. Where they do not, plain
/// pullbacks are used, and the report says so.
public protocol Linearization: Sendable {
  /// The extents of the output, outermost first; a single one where the outputs are a mere list.
  var outputShape: [Int] { get }

  /// Appends ∂output/∂value to `row` for every value on which the output of this row-major offset depends.
  ///
  /// What is not appended is 0.
  func pullback(ofOutput output: Int, into row: inout JacobianRow) throws
}

/// A linearization by the pullback of each output's unit vector.
public struct PlainLinearization<Map: DifferentiableMap>: Linearization {
  private let map: Map
  private let point: Point
  public let outputShape: [Int]

  /// The derivative of `map` at `point`, where its outputs have this shape.
  public init(of map: Map, at point: Point, outputShape: [Int]) {
    self.map = map
    self.point = point
    self.outputShape = outputShape
  }

  /// The derivative of `map` at `point`, where it has so many outputs.
  public init(of map: Map, at point: Point, outputs: Int) {
    self.init(of: map, at: point, outputShape: [outputs])
  }

  public func pullback(ofOutput output: Int, into row: inout JacobianRow) throws {
    var cotangent = [Double](repeating: 0, count: outputShape.reduce(1, *))
    cotangent[output] = 1
    row.append(try map.pullback(of: cotangent, at: point))
  }
}

extension DifferentiableMap {
  public func linearization(of point: Point) throws -> any Linearization {
    let outputs = try evaluate(at: point).output.count
    let shape = outputShape.flatMap { $0.reduce(1, *) == outputs ? $0 : nil }
    return PlainLinearization(of: self, at: point, outputShape: shape ?? [outputs])
  }
}
