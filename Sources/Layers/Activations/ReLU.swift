import RealModule
import Tensors

/// The rectified linear unit.
///
///     forward    y = max(x, 0)
///     backward   dx = g where x > 0, else 0
///
/// Any shape. Not differentiable at 0, where the gradient taken is 0, as everywhere.
public struct ReLU<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  public init() {}

  public var description: String { "ReLU" }

  public static var keepsOutput: Bool { true }

  public var kinks: [Scalar] { [0] }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    // Not `max`, which would turn what is not a number into 0.
    x.map { $0 < 0 ? 0 : $0 }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at y: Tensor<Scalar>) -> Tensor<Scalar> {
    y.combined(with: g) { y, g in y > 0 ? g : 0 }
  }
}
