import Layers
import RealModule
import Tensors

/// Momentum and a rate of its own for each parameter, both corrected for having started at 0.
///
///     m ← β₁·m + (1 − β₁)·g        m̂ = m / (1 − β₁ᵗ)
///     s ← β₂·s + (1 − β₂)·g²       ŝ = s / (1 − β₂ᵗ)
///     θ ← θ − α·m̂ / (√ŝ + ε)
///
/// t counts the steps from 1. β₁ is 0.9, β₂ 0.999 and ε 1e-8 by default. With a decoupled ``WeightDecay`` it is AdamW.
/// AMSGrad takes for s the largest that it has been, so that no rate rises again. Not corrected, m̂ = m and ŝ = s: a
/// slip in circulating notes, which makes the first steps too long.
///
/// Sources: Kingma, Ba: "Adam: a method for stochastic optimization", ICLR 2015; Loshchilov, Hutter:
/// "Decoupled weight decay regularization", ICLR 2019; Reddi, Kale, Kumar: "On the convergence of Adam and beyond",
/// ICLR 2018.
public struct Adam<Scalar: TensorScalar>: Optimizer {
  public var learningRate: Scalar
  /// β₁ and β₂, the shares of the past.
  public let betas: (first: Scalar, second: Scalar)
  public let epsilon: Scalar
  public let weightDecay: WeightDecay<Scalar>
  public let isAMSGrad: Bool
  /// Whether the moments are corrected for having started at 0.
  public let isCorrected: Bool
  private var own: OptimizerMemory<Scalar>

  public init(
    learningRate: Scalar = 1e-3, betas: (first: Scalar, second: Scalar) = (0.9, 0.999),
    epsilon: Scalar = 1e-8, weightDecay: WeightDecay<Scalar> = .none,
    amsgrad isAMSGrad: Bool = false, corrected isCorrected: Bool = true
  ) {
    precondition(
      (0..<1).contains(betas.first) && (0..<1).contains(betas.second), "β₁ and β₂ are in 0 ..< 1")
    self.learningRate = learningRate
    self.betas = betas
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.isAMSGrad = isAMSGrad
    self.isCorrected = isCorrected
    own =
      isAMSGrad
      ? OptimizerMemory("means", "squares", "largest", counted: true)
      : OptimizerMemory("means", "squares", counted: true)
  }

  public var description: String {
    let name = isAMSGrad ? "AMSGrad" : "Adam"
    return switch weightDecay {
    case .none: "\(name)(rate \(learningRate))"
    case .coupled(let decay): "\(name)(rate \(learningRate), coupled decay \(decay))"
    case .decoupled(let decay): "\(name)W(rate \(learningRate), decay \(decay))"
    }
  }

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
    let ((beta1, beta2), steps) = (betas, own.steps ?? 1)
    let (rate, epsilon, isAMSGrad) = (learningRate, epsilon, isAMSGrad)
    let (coupled, shrinking) = weightDecay.factors(learningRate)
    let meanCorrection: Scalar = isCorrected ? 1 - Scalar.pow(beta1, steps) : 1
    let squareCorrection: Scalar = isCorrected ? 1 - Scalar.pow(beta2, steps) : 1
    own.move(&theta, against: gradient, slot: slot) { range, theta, g, memory in
      let (m, s, largest) = (memory[0], memory[1], memory[isAMSGrad ? 2 : 1])
      for i in range {
        let slope = g[i] + coupled * theta[i]
        m[i] = beta1 * m[i] + (1 - beta1) * slope
        s[i] = beta2 * s[i] + (1 - beta2) * slope * slope
        if largest[i] < s[i] { largest[i] = s[i] }
        theta[i] =
          shrinking * theta[i]
          - rate * (m[i] / meanCorrection)
          / (Scalar.sqrt(largest[i] / squareCorrection) + epsilon)
      }
    }
  }
}
