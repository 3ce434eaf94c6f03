import RealModule
import Tensors

/// The logarithm of the logistic function.
///
///     forward    y = −log(1 + e⁻ˣ)
///     backward   dx = g·σ(−x)
///
/// Any shape.
public struct LogSigmoid<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  public init() {}

  public var description: String { "LogSigmoid" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.map { -Scalar.softplus(-$0) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.combined(with: g) { x, g in g * Scalar.sigmoid(-x) }
  }
}
