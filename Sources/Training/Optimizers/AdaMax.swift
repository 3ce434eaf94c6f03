import Layers
import RealModule
import Tensors

/// Adam whose rates follow the largest recent gradient of each parameter, not the mean square.
///
///     m ← β₁·m + (1 − β₁)·g        u ← max(β₂·u, |g| + ε)        θ ← θ − α / (1 − β₁ᵗ)·m / u
///
/// t counts the steps from 1. β₁ is 0.9, β₂ 0.999 and ε 1e-8 by default, as in PyTorch. Source: Kingma, Ba: "Adam: a
/// method for stochastic optimization", ICLR 2015, section 7.
public struct AdaMax<Scalar: TensorScalar>: Optimizer {
  public var learningRate: Scalar
  /// β₁ and β₂, the shares of the past.
  public let betas: (first: Scalar, second: Scalar)
  public let epsilon: Scalar
  private var own = OptimizerMemory<Scalar>("means", "largest", counted: true)

  public init(
    learningRate: Scalar = 2e-3, betas: (first: Scalar, second: Scalar) = (0.9, 0.999),
    epsilon: Scalar = 1e-8
  ) {
    precondition(
      (0..<1).contains(betas.first) && (0..<1).contains(betas.second), "β₁ and β₂ are in 0 ..< 1")
    self.learningRate = learningRate
    self.betas = betas
    self.epsilon = epsilon
  }

  public var description: String { "AdaMax(rate \(learningRate))" }

  public var memory: [String: SlotMemory<Scalar>] {
    get { own.byName }
    set { own.byName = newValue }
  }

  public mutating func beginStep() { own.count() }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func move(
    _ theta: inout Tensor<Scalar>, against gradient: Tensor<Scalar>, slot: Int
  ) {
    let ((beta1, beta2), epsilon) = (betas, epsilon)
    let rate = learningRate / (1 - Scalar.pow(beta1, own.steps ?? 1))
    own.move(&theta, against: gradient, slot: slot) { range, theta, g, memory in
      let (m, u) = (memory[0], memory[1])
      for i in range {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i]
        u[i] = Swift.max(beta2 * u[i], g[i].magnitude + epsilon)
        theta[i] -= rate * m[i] / u[i]
      }
    }
  }
}
