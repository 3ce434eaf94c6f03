import Layers
import RealModule
import Tensors

/// Adam that looks ahead, as Nesterov's momentum does.
///
///     m ← β₁·m + (1 − β₁)·g        s ← β₂·s + (1 − β₂)·g²        ŝ = s / (1 − β₂ᵗ)
///     μₜ = β₁·(1 − ½·0.96^(t·ψ))        Mₜ = μ₁·…·μₜ
///     θ ← θ − α·((1 − μₜ)·g / (1 − Mₜ) + μₜ₊₁·m / (1 − Mₜ·μₜ₊₁)) / (√ŝ + ε)
///
/// t counts the steps from 1; β₁ is 0.9, β₂ 0.999, ε 1e-8 and ψ 0.004 by default, as in PyTorch. Source: Dozat:
/// "Incorporating Nesterov momentum into Adam", ICLR workshop 2016.
public struct NAdam<Scalar: TensorScalar>: Optimizer {
  public var learningRate: Scalar
  /// β₁ and β₂, the shares of the past.
  public let betas: (first: Scalar, second: Scalar)
  public let epsilon: Scalar
  /// ψ.
  public let momentumDecay: Scalar
  private var own = OptimizerMemory<Scalar>("means", "squares", counted: true)

  public init(
    learningRate: Scalar = 2e-3, betas: (first: Scalar, second: Scalar) = (0.9, 0.999),
    epsilon: Scalar = 1e-8, momentumDecay: Scalar = 4e-3
  ) {
    precondition(
      (0..<1).contains(betas.first) && (0..<1).contains(betas.second), "β₁ and β₂ are in 0 ..< 1")
    self.learningRate = learningRate
    self.betas = betas
    self.epsilon = epsilon
    self.momentumDecay = momentumDecay
  }

  public var description: String { "NAdam(rate \(learningRate))" }

  public var memory: [String: SlotMemory<Scalar>] {
    get { own.byName }
    set { own.byName = newValue }
  }

  public mutating func beginStep() { own.count() }

  /// μₜ.
  private func momentum(at step: Int) -> Scalar {
    betas.first * (1 - Scalar.pow(0.96, Scalar(step) * momentumDecay) / 2)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func move(
    _ theta: inout Tensor<Scalar>, against gradient: Tensor<Scalar>, slot: Int
  ) {
    let ((beta1, beta2), steps) = (betas, own.steps ?? 1)
    let (now, next) = (momentum(at: steps), momentum(at: steps + 1))
    // From the first step on: what is remembered is tensors.
    let product = (1...max(1, steps)).reduce(Scalar(1)) { $0 * momentum(at: $1) }
    let gradientRate = learningRate * (1 - now) / (1 - product)
    let meanRate = learningRate * next / (1 - product * next)
    let (correction, epsilon) = (1 - Scalar.pow(beta2, steps), epsilon)
    own.move(&theta, against: gradient, slot: slot) { range, theta, g, memory in
      let (m, s) = (memory[0], memory[1])
      for i in range {
        m[i] = beta1 * m[i] + (1 - beta1) * g[i]
        s[i] = beta2 * s[i] + (1 - beta2) * g[i] * g[i]
        let size = Scalar.sqrt(s[i] / correction) + epsilon
        theta[i] -= (gradientRate * g[i] + meanRate * m[i]) / size
      }
    }
  }
}
