import RealModule
import Tensors

/// A number gated by its own softplus.
///
///     forward    y = x·tanh s        s = log(1 + eˣ)
///     backward   dx = g·(tanh s + x·(1 − tanh²s)·σ(x))
///
/// Any shape. Source: Misra: "Mish: a self regularized non-monotonic activation function", BMVC 2020.
public struct Mish<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  public init() {}

  public var description: String { "Mish" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.map { $0 * Scalar.hyperbolicTangent(Scalar.softplus($0)) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.combined(with: g) { x, g in
      let gate = Scalar.hyperbolicTangent(Scalar.softplus(x))
      return g * (gate + x * (1 - gate) * (1 + gate) * Scalar.sigmoid(x))
    }
  }
}
