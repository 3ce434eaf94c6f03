import Tensors

/// The support vector machine's loss of yes or no, for each element by itself; over several classes that do not
/// exclude each other the multi-label hinge.
///
///     ℓ(x, y) = max(0, Δ − y·x), or its square        y is 1 or −1
///     ∂ℓ/∂x = −y where y·x < Δ, else 0; squared: −2·y·(Δ − y·x)
///
/// Δ is 1 by default. The plain loss is not differentiable where y·x = Δ, where the gradient taken is 0. Throws where a
/// target is neither 1 nor −1. See ``ElementwiseLoss``.
public struct BinaryHinge<Scalar: TensorScalar>: ElementwiseLoss {
  /// Δ.
  public let delta: Scalar
  public let isSquared: Bool
  public let reduction: Reduction

  public init(delta: Scalar = 1, squared isSquared: Bool = false, reduction: Reduction = .mean) {
    precondition(delta > 0, "Δ is positive")
    (self.delta, self.isSquared, self.reduction) = (delta, isSquared, reduction)
  }

  public var description: String { "\(isSquared ? "Squared" : "")BinaryHinge(Δ \(delta))" }

  public func validate(_ y: Tensor<Scalar>) throws(InputError) {
    if let stray = y.elements.first(where: { $0.magnitude != 1 }) {
      throw InputError("\(self)", expects: "targets 1 or −1", got: "\(stray)")
    }
  }

  public var margin: Scalar? { delta }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func total(_ x: Tensor<Scalar>, _ y: Tensor<Scalar>) -> Scalar {
    let (delta, isSquared) = (delta, isSquared)
    return x.combined(with: y) { delta - $0 * $1 }.sum { term in
      // Not `max`, which would turn what is not a number into 0.
      term < 0 ? 0 : isSquared ? term * term : term
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func slopes(
    _ x: Tensor<Scalar>, _ y: Tensor<Scalar>, scale: Scalar
  ) -> Tensor<Scalar> {
    let (delta, isSquared) = (delta, isSquared)
    return x.combined(with: y) { x, y in
      let term = delta - x * y
      return term > 0 ? -scale * y * (isSquared ? 2 * term : 1) : 0
    }
  }
}
