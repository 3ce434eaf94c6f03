import RealModule
import Tensors

/// A sigmoid that saturates slowly.
///
///     forward    y = x / (1 + |x|)
///     backward   dx = g / (1 + |x|)²
///
/// Any shape. At 0 only the second derivative jumps. Source: Bergstra et al.: "Quadratic polynomials learn better image
/// features", 2009.
public struct Softsign<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  public init() {}

  public var description: String { "Softsign" }

  public var kinks: [Scalar] { [0] }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.map { $0 / (1 + $0.magnitude) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.combined(with: g) { x, g in
      let inverse = 1 / (1 + x.magnitude)
      return g * inverse * inverse
    }
  }
}
