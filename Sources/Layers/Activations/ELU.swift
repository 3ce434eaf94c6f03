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
public struct ELU<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable, BranchTracing {
    /// y, which has the sign of x.
    let output: Tensor<Scalar>

    public var branches: [UInt16] { output.positiveBranches() }
  }

  public let alpha: Scalar

  public init(alpha: Scalar = 1) {
    precondition(alpha > 0, "α is positive")
    self.alpha = alpha
  }

  public var description: String { "ELU(α \(alpha))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let output = input.map { $0 > 0 ? $0 : alpha * Scalar.expMinusOne($0) }
    return (output, Cache(output: output))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    Gradients(
      input: cache.output.combined(with: outputGradient) { y, g in y > 0 ? g : g * (y + alpha) })
  }
}
