import Layers
import RealModule
import Tensors

/// Gradient descent with a rate of its own for each parameter, which follows the size of its recent
/// gradients.
///
///     plain       s ← ρ·s + (1 − ρ)·g²        d = g / (√s + ε)        θ ← θ − α·d
///     centered    m ← ρ·m + (1 − ρ)·g         d = g / (√(s − m²) + ε)
///     momentum    v ← μ·v + d                 θ ← θ − α·v
///
/// All are 0 at first and not corrected for that; ρ is 0.99 and ε 1e-8 by default, as in PyTorch. Sources: Tieleman,
/// Hinton: "Lecture 6.5: RMSProp", COURSERA 2012; centered and with momentum: Graves: "Generating sequences with
/// recurrent neural networks", 2013.
public struct RMSProp<Scalar: TensorScalar>: Optimizer {
  public var learningRate: Scalar
  /// ρ, the share of the past.
  public let decay: Scalar
  public let epsilon: Scalar
  public let isCentered: Bool
  /// μ; 0 for none.
  public let momentum: Scalar
  public let weightDecay: WeightDecay<Scalar>
  private var own: OptimizerMemory<Scalar>

  public init(
    learningRate: Scalar, decay: Scalar = 0.99, epsilon: Scalar = 1e-8,
    centered isCentered: Bool = false, momentum: Scalar = 0,
    weightDecay: WeightDecay<Scalar> = .none
  ) {
    precondition((0..<1).contains(decay), "the decay is in 0 ..< 1")
    precondition((0..<1).contains(momentum), "momentum is in 0 ..< 1")
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
    self.isCentered = isCentered
    self.momentum = momentum
    self.weightDecay = weightDecay
    own =
      isCentered || momentum != 0
      ? OptimizerMemory("squares", "means", "velocity") : OptimizerMemory("squares")
  }

  public var description: String { "RMSProp(rate \(learningRate), decay \(decay))" }

  public var memory: [String: SlotMemory<Scalar>] {
    get { own.byName }
    set { own.byName = newValue }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func move(
    _ theta: inout Tensor<Scalar>, against gradient: Tensor<Scalar>, slot: Int
  ) {
    let (rate, decay, epsilon, momentum) = (learningRate, decay, epsilon, momentum)
    let (coupled, shrinking) = weightDecay.factors(learningRate)
    let isCentered = isCentered
    own.move(&theta, against: gradient, slot: slot) { range, theta, g, memory in
      let s = memory[0]
      // Without a mean and a velocity they are left alone, at the place of s.
      let (m, v) = (memory[memory.count > 1 ? 1 : 0], memory[memory.count > 1 ? 2 : 0])
      for i in range {
        let slope = g[i] + coupled * theta[i]
        s[i] = decay * s[i] + (1 - decay) * slope * slope
        var variance = s[i]
        if isCentered {
          m[i] = decay * m[i] + (1 - decay) * slope
          variance -= m[i] * m[i]
        }
        var step = slope / (Scalar.sqrt(variance) + epsilon)
        if momentum != 0 {
          v[i] = momentum * v[i] + step
          step = v[i]
        }
        theta[i] = shrinking * theta[i] - rate * step
      }
    }
  }
}
