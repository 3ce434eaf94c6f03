import Tensors

/// How parameters shrink besides moving against their gradient.
public enum WeightDecay<Scalar: TensorScalar>: Sendable, Hashable {
  case none
  /// g ← g + λ·θ: the gradient of ½λΣθ², which goes through all that becomes of a gradient.
  case coupled(Scalar)
  /// θ ← θ − α·λ·θ: apart from the gradient, and so from its scaling.
  case decoupled(Scalar)

  /// What is added to a gradient for each θ, and what θ is multiplied by.
  func factors(_ learningRate: Scalar) -> (coupled: Scalar, shrinking: Scalar) {
    switch self {
    case .none: (0, 1)
    case .coupled(let rate): (rate, 1)
    case .decoupled(let rate): (0, 1 - learningRate * rate)
    }
  }
}
