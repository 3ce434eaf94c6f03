/// A map whose pullback can be differentiated in its turn: what double backward asks of a layer.
public protocol TwiceDifferentiableMap: DifferentiableMap {
  /// The gradient of ⟨vector, pullback(of: cotangent, at: point)⟩ with respect to the cotangent, which is
  /// the map's derivative along `vector`, and with respect to the point.
  func secondPullback(
    of vector: Point, cotangent: [Double], at point: Point
  ) throws -> (cotangent: [Double], point: Point)
}
