import RealModule
import Tensors

/// The smooth rectifier.
///
///     forward    y = log(1 + e^(β·x)) / β, and x where β·x is above the threshold
///     backward   dx = g·σ(β·x), and g there
///
/// Any shape; β is 1 and the threshold 20 by default, as in PyTorch. At the threshold y jumps by e⁻²⁰/β and less where it
/// is higher.
public struct Softplus<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  public let beta, threshold: Scalar

  public init(beta: Scalar = 1, threshold: Scalar = 20) {
    precondition(beta > 0, "β is positive")
    (self.beta, self.threshold) = (beta, threshold)
  }

  public var description: String { "Softplus(β \(beta))" }

  public var kinks: [Scalar] { [threshold / beta] }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let (beta, threshold) = (beta, threshold)
    return x.map { beta * $0 > threshold ? $0 : Scalar.softplus(beta * $0) / beta }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at x: Tensor<Scalar>) -> Tensor<Scalar> {
    let (beta, threshold) = (beta, threshold)
    return x.combined(with: g) { x, g in
      beta * x > threshold ? g : g * Scalar.sigmoid(beta * x)
    }
  }
}
