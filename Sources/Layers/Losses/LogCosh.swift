import RealModule
import Tensors

/// The logarithm of the hyperbolic cosine of the difference: quadratic near 0, linear far from it, smooth.
///
///     ℓ(x, y) = log cosh d = |d| + log(1 + e^(−2|d|)) − log 2        d = x − y
///     ∂ℓ/∂x = tanh d
///
/// See ``ElementwiseLoss``.
public struct LogCosh<Scalar: TensorScalar>: ElementwiseLoss {
  public let reduction: Reduction

  public init(reduction: Reduction = .mean) { self.reduction = reduction }

  public var description: String { "LogCosh" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func total(_ x: Tensor<Scalar>, _ y: Tensor<Scalar>) -> Scalar {
    x.combined(with: y) { $0 - $1 }.sum { d in
      // log cosh d cancels near 0, sinh does not: cosh d = 1 + 2·sinh²(d/2).
      let half = Scalar.sinh(d / 2)
      return d.magnitude < 1
        ? Scalar.log(onePlus: 2 * half * half)
        : Scalar.softplus(-2 * d.magnitude) + d.magnitude - Scalar.log(2)
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func slopes(
    _ x: Tensor<Scalar>, _ y: Tensor<Scalar>, scale: Scalar
  ) -> Tensor<Scalar> {
    x.combined(with: y) { scale * Scalar.hyperbolicTangent($0 - $1) }
  }
}
