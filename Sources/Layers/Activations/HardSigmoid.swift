import RealModule
import Tensors

/// The logistic function in three straight pieces.
///
///     forward    y = min(max(x/6 + ½, 0), 1)
///     backward   dx = g/6 where −3 < x < 3, else 0
///
/// Any shape, as in PyTorch. Not differentiable at ±3, where the gradient taken is 0.
public struct HardSigmoid<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  public init() {}

  public var description: String { "HardSigmoid" }

  public var kinks: [Scalar] { [-3, 3] }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.map { $0 <= -3 ? 0 : $0 >= 3 ? 1 : $0 / 6 + 0.5 }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.combined(with: g) { x, g in x > -3 && x < 3 ? g / 6 : 0 }
  }
}
