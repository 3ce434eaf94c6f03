import Layers
import Tensors

/// Gradient descent on batches, with or without momentum.
///
///     plain       θ ← θ − α·g
///     momentum    v ← μ·v + g        θ ← θ − α·v
///     Nesterov    v ← μ·v + g        θ ← θ − α·(g + μ·v)
///
/// v is 0 at first. On the whole data set as one batch this is gradient descent proper. The velocity
/// does not hold the learning rate, as in PyTorch; with a constant rate that is the same as the notes'
/// v ← μ·v − α·g. Source: Sutskever, Martens, Dahl, Hinton: "On the importance of initialization and
/// momentum in deep learning", ICML 2013.
public struct SGD<Scalar: TensorScalar>: Optimizer {
  public var learningRate: Scalar
  /// μ; 0 for plain gradient descent.
  public var momentum: Scalar
  public let isNesterov: Bool
  private var velocity = SlotMemory<Scalar>()

  public init(learningRate: Scalar, momentum: Scalar = 0, nesterov isNesterov: Bool = false) {
    precondition((0..<1).contains(momentum), "momentum is in 0 ..< 1")
    self.learningRate = learningRate
    self.momentum = momentum
    self.isNesterov = isNesterov
  }

  public var description: String {
    momentum == 0
      ? "SGD(rate \(learningRate))"
      : "SGD(rate \(learningRate), \(isNesterov ? "Nesterov " : "")momentum \(momentum))"
  }

  public var memory: [String: SlotMemory<Scalar>] {
    get { ["velocity": velocity] }
    set { velocity = newValue["velocity"] ?? SlotMemory() }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func move(
    _ theta: inout Tensor<Scalar>, against gradient: Tensor<Scalar>, slot: Int
  ) {
    precondition(gradient.shape == theta.shape, "a gradient \(gradient.shape) for \(theta.shape)")
    let (rate, momentum, isNesterov) = (learningRate, momentum, isNesterov)
    var velocity = velocity[slot, theta.shape]
    theta.withMutableElements { theta in
      gradient.withElements { g in
        velocity.withMutableElements { v in
          let (theta, v) = (theta, v)
          Cores.forEachRange(of: theta.count, cost: 4) { range in
            for i in range {
              v[i] = momentum * v[i] + g[i]
              theta[i] -= rate * (isNesterov ? g[i] + momentum * v[i] : v[i])
            }
          }
        }
      }
    }
    self.velocity[slot, theta.shape] = velocity
  }
}
