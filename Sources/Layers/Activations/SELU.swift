import RealModule
import Tensors

/// The scaled exponential linear unit, which keeps mean 0 and variance 1 from layer to layer.
///
///     forward    y = λ·x where x > 0, else λ·α·(eˣ − 1)
///     backward   dx = g·λ where x > 0, else g·λ·α·eˣ
///
/// Any shape. α = 1.6732632423543772 and λ = 1.0507009873554805. At 0 the slope taken is that of the left, as in PyTorch.
/// Source: Klambauer et al.: "Self-normalizing neural networks", NIPS 2017.
public struct SELU<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  /// λ.
  private static var scale: Scalar { Scalar(1.0507009873554804934193349852946) }
  private static var alpha: Scalar { Scalar(1.6732632423543772848170429916717) }

  public init() {}

  public var description: String { "SELU" }

  public var kinks: [Scalar] { [0] }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let (scale, alpha) = (Self.scale, Self.alpha)
    return x.map { $0 > 0 ? scale * $0 : scale * alpha * Scalar.expMinusOne($0) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at x: Tensor<Scalar>) -> Tensor<Scalar> {
    let (scale, alpha) = (Self.scale, Self.alpha)
    return x.combined(with: g) { x, g in
      x > 0 ? scale * g : g * scale * alpha * Scalar.exp(x)
    }
  }
}
