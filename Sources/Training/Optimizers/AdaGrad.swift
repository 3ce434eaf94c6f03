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
  private var squares = SlotMemory<Scalar>()

  public init(learningRate: Scalar, epsilon: Scalar = 1e-10) {
    self.learningRate = learningRate
    self.epsilon = epsilon
  }

  public var description: String { "AdaGrad(rate \(learningRate))" }

  public var memory: [String: SlotMemory<Scalar>] {
    get { ["squares": squares] }
    set { squares = newValue["squares"] ?? SlotMemory() }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func move(
    _ theta: inout Tensor<Scalar>, against gradient: Tensor<Scalar>, slot: Int
  ) {
    precondition(gradient.shape == theta.shape, "a gradient \(gradient.shape) for \(theta.shape)")
    let (rate, epsilon) = (learningRate, epsilon)
    var squares = squares[slot, theta.shape]
    theta.withMutableElements { theta in
      gradient.withElements { g in
        squares.withMutableElements { s in
          let (theta, s) = (theta, s)
          Cores.forEachRange(of: theta.count, cost: 16) { range in
            for i in range {
              s[i] += g[i] * g[i]
              theta[i] -= rate * g[i] / (Scalar.sqrt(s[i]) + epsilon)
            }
          }
        }
      }
    }
    self.squares[slot, theta.shape] = squares
  }
}
