import Layers
import Tensors

/// Gradient descent on batches, with or without momentum.
///
///     plain       θ ← θ − α·g
///     momentum    v ← μ·v + (1 − τ)·g        θ ← θ − α·v
///     Nesterov    v ← μ·v + (1 − τ)·g        θ ← θ − α·(g + μ·v)
///     decay       g ← g + λ·θ before all that; decoupled: θ ← θ − α·λ·θ
///
/// v is g at first; the dampening τ is 0 by default. On the whole data set as one batch this is gradient descent
/// proper. The velocity does not hold the learning rate, as in PyTorch; with a constant rate that is the same as the
/// notes' v ← μ·v − α·g. Source: Sutskever, Martens, Dahl, Hinton: "On the importance of initialization and momentum
/// in deep learning", ICML 2013.
public struct SGD<Scalar: TensorScalar>: Optimizer {
  public var learningRate: Scalar
  /// μ; 0 for plain gradient descent.
  public var momentum: Scalar
  public let isNesterov: Bool
  /// τ.
  public let dampening: Scalar
  public let weightDecay: WeightDecay<Scalar>
  private var own = OptimizerMemory<Scalar>("velocity")

  public init(
    learningRate: Scalar, momentum: Scalar = 0, nesterov isNesterov: Bool = false,
    dampening: Scalar = 0, weightDecay: WeightDecay<Scalar> = .none
  ) {
    precondition((0..<1).contains(momentum), "momentum is in 0 ..< 1")
    precondition(!isNesterov || dampening == 0, "Nesterov's momentum is not dampened")
    self.learningRate = learningRate
    self.momentum = momentum
    self.isNesterov = isNesterov
    self.dampening = dampening
    self.weightDecay = weightDecay
  }

  public var description: String {
    momentum == 0
      ? "SGD(rate \(learningRate))"
      : "SGD(rate \(learningRate), \(isNesterov ? "Nesterov " : "")momentum \(momentum))"
  }

  public var memory: [String: SlotMemory<Scalar>] {
    get { own.byName }
    set { own.byName = newValue }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func move(
    _ theta: inout Tensor<Scalar>, against gradient: Tensor<Scalar>, slot: Int
  ) {
    let (rate, momentum, isNesterov) = (learningRate, momentum, isNesterov)
    let share = own.isFresh(slot) ? 1 : 1 - dampening
    let (coupled, shrinking) = weightDecay.factors(learningRate)
    own.move(&theta, against: gradient, slot: slot, cost: 4) { range, theta, g, memory in
      let v = memory[0]
      for i in range {
        let slope = g[i] + coupled * theta[i]
        v[i] = momentum * v[i] + share * slope
        theta[i] =
          shrinking * theta[i] - rate * (isNesterov ? slope + momentum * v[i] : v[i])
      }
    }
  }
}
