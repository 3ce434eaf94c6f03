import RealModule
import Tensors

/// The sigmoid linear unit, also called swish.
///
///     forward    y = x·σ(x)
///     backward   dx = g·σ(x)·(1 + x·σ(−x))
///
/// Any shape. Source: Elfwing, Uchibe, Doya: "Sigmoid-weighted linear units for neural network function approximation in
/// reinforcement learning", 2017.
public struct SiLU<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  public init() {}

  public var description: String { "SiLU" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.map { $0 * Scalar.sigmoid($0) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.combined(with: g) { x, g in g * Scalar.sigmoid(x) * (1 + x * Scalar.sigmoid(-x)) }
  }
}
