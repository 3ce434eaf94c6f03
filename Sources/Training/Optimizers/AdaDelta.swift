import Layers
import RealModule
import Tensors

/// Gradient descent whose steps have the size of the steps before, and need no learning rate.
///
///     s ← ρ·s + (1 − ρ)·g²        δ = √(u + ε) / √(s + ε)·g        u ← ρ·u + (1 − ρ)·δ²        θ ← θ − α·δ
///
/// s and u are 0 at first; α is 1, ρ 0.9 and ε 1e-6 by default, as in PyTorch. Source: Zeiler: "ADADELTA: an adaptive
/// learning rate method", 2012.
public struct AdaDelta<Scalar: TensorScalar>: Optimizer {
  public var learningRate: Scalar
  /// ρ, the share of the past.
  public let decay: Scalar
  public let epsilon: Scalar
  private var own = OptimizerMemory<Scalar>("squares", "deltas")

  public init(learningRate: Scalar = 1, decay: Scalar = 0.9, epsilon: Scalar = 1e-6) {
    precondition((0..<1).contains(decay), "the decay is in 0 ..< 1")
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
  }

  public var description: String { "AdaDelta(rate \(learningRate), decay \(decay))" }

  public var memory: [String: SlotMemory<Scalar>] {
    get { own.byName }
    set { own.byName = newValue }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func move(
    _ theta: inout Tensor<Scalar>, against gradient: Tensor<Scalar>, slot: Int
  ) {
    let (rate, decay, epsilon) = (learningRate, decay, epsilon)
    own.move(&theta, against: gradient, slot: slot) { range, theta, g, memory in
      let (s, u) = (memory[0], memory[1])
      for i in range {
        s[i] = decay * s[i] + (1 - decay) * g[i] * g[i]
        let step = Scalar.sqrt(u[i] + epsilon) / Scalar.sqrt(s[i] + epsilon) * g[i]
        u[i] = decay * u[i] + (1 - decay) * step * step
        theta[i] -= rate * step
      }
    }
  }
}
