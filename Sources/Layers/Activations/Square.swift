import RealModule
import Tensors

/// The square of each number.
///
///     forward    y = x²
///     backward   dx = 2·g·x
///
/// Any shape.
public struct Square<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  public init() {}

  public var description: String { "Square" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.map { $0 * $0 }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.combined(with: g) { x, g in 2 * g * x }
  }
}
