import RealModule
import Tensors

/// A number gated by its own hard sigmoid.
///
///     forward    y = 0 where x ≤ −3, x where x ≥ 3, else x·(x/6 + ½)
///     backward   dx = 0, g or g·(x/3 + ½)
///
/// Any shape. Not differentiable at ±3, where the slopes taken are 0 and 1. Source: Howard et al.: "Searching for
/// MobileNetV3", ICCV 2019.
public struct HardSwish<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  public init() {}

  public var description: String { "HardSwish" }

  public var kinks: [Scalar] { [-3, 3] }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.map { $0 <= -3 ? 0 : $0 >= 3 ? $0 : $0 * ($0 / 6 + 0.5) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.combined(with: g) { x, g in x <= -3 ? 0 : x >= 3 ? g : g * (x / 3 + 0.5) }
  }
}
