import RealModule
import Tensors

/// The exponential linear unit.
///
///     forward    y = x where x > 0, else α·(eˣ − 1)
///     backward   dx = g where x > 0, else g·(y + α)        since α·eˣ = y + α
///
/// Any shape; α is 1 by default. At 0 the slope is 1 from the right and α from the left, which is
/// taken; with α = 1 only the second derivative jumps. Source: Clevert, Unterthiner, Hochreiter:
/// "Fast and accurate deep network learning by exponential linear units", ICLR 2016.
public struct ELU<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  public let alpha: Scalar

  public init(alpha: Scalar = 1) {
    precondition(alpha > 0, "α is positive")
    self.alpha = alpha
  }

  public var description: String { "ELU(α \(alpha))" }

  public static var keepsOutput: Bool { true }

  public var kinks: [Scalar] { [0] }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.map { $0 > 0 ? $0 : alpha * Scalar.expMinusOne($0) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at y: Tensor<Scalar>) -> Tensor<Scalar> {
    y.combined(with: g) { y, g in y > 0 ? g : g * (y + alpha) }
  }
}
