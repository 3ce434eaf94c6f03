import Layers
import RealModule
import Tensors

/// Gradient descent with a rate of its own for each parameter, which follows the size of its recent
/// gradients.
///
///     s ← ρ·s + (1 − ρ)·g²        θ ← θ − α·g / (√s + ε)
///
/// s is 0 at first and not corrected for that; ρ is 0.99 and ε 1e-8 by default, as in PyTorch.
/// Source: Tieleman, Hinton: "Lecture 6.5: RMSProp", COURSERA 2012.
public struct RMSProp<Scalar: TensorScalar>: Optimizer {
  public var learningRate: Scalar
  /// ρ, the share of the past.
  public let decay: Scalar
  public let epsilon: Scalar
  private var squares = SlotMemory<Scalar>()

  public init(learningRate: Scalar, decay: Scalar = 0.99, epsilon: Scalar = 1e-8) {
    precondition((0..<1).contains(decay), "the decay is in 0 ..< 1")
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
  }

  public var description: String { "RMSProp(rate \(learningRate), decay \(decay))" }

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
    let (rate, decay, epsilon) = (learningRate, decay, epsilon)
    var squares = squares[slot, theta.shape]
    theta.withMutableElements { theta in
      gradient.withElements { g in
        squares.withMutableElements { s in
          let (theta, s) = (theta, s)
          Cores.forEachRange(of: theta.count, cost: 16) { range in
            for i in range {
              s[i] = decay * s[i] + (1 - decay) * g[i] * g[i]
              theta[i] -= rate * g[i] / (Scalar.sqrt(s[i]) + epsilon)
            }
          }
        }
      }
    }
    self.squares[slot, theta.shape] = squares
  }
}
