import Layers
import RealModule
import Tensors

/// Gradient descent with a rate of its own for each parameter, which falls with all the gradients that
/// it has seen.
///
///     s ← s + g²        θ ← θ − α·g / (√s + ε)
///
/// s is 0 at first; ε is 1e-10 by default. Source: Duchi, Hazan, Singer: "Adaptive subgradient methods
/// for online learning and stochastic optimization", JMLR 2011.
public struct AdaGrad<Scalar: TensorScalar>: Optimizer {
  public var learningRate: Scalar
  public let epsilon: Scalar
  private var own = OptimizerMemory<Scalar>("squares")

  public init(learningRate: Scalar, epsilon: Scalar = 1e-10) {
    self.learningRate = learningRate
    self.epsilon = epsilon
  }

  public var description: String { "AdaGrad(rate \(learningRate))" }

  public var memory: [String: SlotMemory<Scalar>] {
    get { own.byName }
    set { own.byName = newValue }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func move(
    _ theta: inout Tensor<Scalar>, against gradient: Tensor<Scalar>, slot: Int
  ) {
    let (rate, epsilon) = (learningRate, epsilon)
    own.move(&theta, against: gradient, slot: slot) { range, theta, g, memory in
      let s = memory[0]
      for i in range {
        s[i] += g[i] * g[i]
        theta[i] -= rate * g[i] / (Scalar.sqrt(s[i]) + epsilon)
      }
    }
  }
}
