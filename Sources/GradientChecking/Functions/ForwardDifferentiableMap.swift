/// A map that also has a pushforward (Jacobian times vector), by which its pullback is checked without
/// any step: ⟨u, J·v⟩ = ⟨Jᵀ·u, v⟩ for all u and v.
public protocol ForwardDifferentiableMap: DifferentiableMap {
  /// J·tangent: the derivative of the outputs at `point` when the variables move along `tangent`.
  func pushforward(of tangent: Point, at point: Point) throws -> [Double]
}
