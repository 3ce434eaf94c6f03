import RealModule
import Tensors

/// The size of each number.
///
///     forward    y = |x|
///     backward   dx = g·sign(x)
///
/// Any shape. Not differentiable at 0, where the gradient taken is 0.
public struct AbsoluteValue<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  public init() {}

  public var description: String { "AbsoluteValue" }

  public var kinks: [Scalar] { [0] }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.map { $0.magnitude }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.combined(with: g) { x, g in x > 0 ? g : x < 0 ? -g : 0 }
  }
}
