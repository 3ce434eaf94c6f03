import Layers
import RealModule
import Tensors

/// Momentum and a rate of its own for each parameter, both corrected for having started at 0.
///
///     m ← β₁·m + (1 − β₁)·g        m̂ = m / (1 − β₁ᵗ)
///     s ← β₂·s + (1 − β₂)·g²       ŝ = s / (1 − β₂ᵗ)
///     θ ← θ − α·m̂ / (√ŝ + ε)
///
/// t counts the steps from 1. β₁ is 0.9, β₂ 0.999 and ε 1e-8 by default. With a `weightDecay` λ the
/// parameters shrink besides, θ ← θ − α·λ·θ before the step, apart from the gradient and so apart from
/// its scaling: AdamW.
///
/// Sources: Kingma, Ba: "Adam: a method for stochastic optimization", ICLR 2015; Loshchilov, Hutter:
/// "Decoupled weight decay regularization", ICLR 2019.
public struct Adam<Scalar: TensorScalar>: Optimizer {
  public var learningRate: Scalar
  /// β₁ and β₂, the shares of the past.
  public let betas: (first: Scalar, second: Scalar)
  public let epsilon: Scalar
  /// λ; 0 for Adam proper.
  public let weightDecay: Scalar
  private var steps = 0
  private var means = SlotMemory<Scalar>()
  private var squares = SlotMemory<Scalar>()

  public init(
    learningRate: Scalar = 1e-3, betas: (first: Scalar, second: Scalar) = (0.9, 0.999),
    epsilon: Scalar = 1e-8, weightDecay: Scalar = 0
  ) {
    precondition(
      (0..<1).contains(betas.first) && (0..<1).contains(betas.second), "β₁ and β₂ are in 0 ..< 1")
    self.learningRate = learningRate
    self.betas = betas
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  public var description: String {
    weightDecay == 0
      ? "Adam(rate \(learningRate))" : "AdamW(rate \(learningRate), decay \(weightDecay))"
  }

  public var memory: [String: SlotMemory<Scalar>] {
    get {
      var count = SlotMemory<Scalar>(ofWhole: true)
      count.tensors = [Tensor([], [Scalar(steps)])]
      return ["means": means, "squares": squares, "steps": count]
    }
    set {
      means = newValue["means"] ?? SlotMemory()
      squares = newValue["squares"] ?? SlotMemory()
      steps = newValue["steps"]?.tensors.first?.map { Int(Double($0[0])) } ?? 0
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func move(
    _ theta: inout Tensor<Scalar>, against gradient: Tensor<Scalar>, slot: Int
  ) {
    precondition(gradient.shape == theta.shape, "a gradient \(gradient.shape) for \(theta.shape)")
    let (beta1, beta2) = betas
    let (rate, epsilon, shrinking) = (learningRate, epsilon, 1 - learningRate * weightDecay)
    let meanCorrection: Scalar = 1 - Scalar.pow(beta1, steps)
    let squareCorrection: Scalar = 1 - Scalar.pow(beta2, steps)
    var means = means[slot, theta.shape]
    var squares = squares[slot, theta.shape]
    theta.withMutableElements { theta in
      gradient.withElements { g in
        means.withMutableElements { m in
          squares.withMutableElements { s in
            let (theta, m, s) = (theta, m, s)
            Cores.forEachRange(of: theta.count, cost: 16) { range in
              for i in range {
                m[i] = beta1 * m[i] + (1 - beta1) * g[i]
                s[i] = beta2 * s[i] + (1 - beta2) * g[i] * g[i]
                theta[i] =
                  shrinking * theta[i]
                  - rate * (m[i] / meanCorrection)
                  / (Scalar.sqrt(s[i] / squareCorrection) + epsilon)
              }
            }
          }
        }
      }
    }
    self.means[slot, theta.shape] = means
    self.squares[slot, theta.shape] = squares
  }

  public mutating func beginStep() { steps += 1 }
}
