import Layers
import Tensors

/// The activations that a network can be built with by name.
public enum Activation: String, CaseIterable, Sendable {
  case relu
  case leakyReLU = "leaky-relu"
  case elu
  case tanh
  case sigmoid
  /// None at all, which makes a network of any depth a linear map: wrong on purpose.
  case identity

  /// What it is, in one line.
  public var summary: String {
    switch self {
    case .relu: "max(x, 0)"
    case .leakyReLU: "max(x, 0.01·x)"
    case .elu: "x above 0, e^x − 1 below"
    case .tanh: "tanh x"
    case .sigmoid: "1 / (1 + e^−x)"
    case .identity: "none: wrong on purpose"
    }
  }

  /// The member of a stack; nil for the identity.
  func member<Scalar: TensorScalar>(_ name: String) -> Stack<Scalar>.Member? {
    switch self {
    case .relu: .init(name, ReLU())
    case .leakyReLU: .init(name, LeakyReLU())
    case .elu: .init(name, ELU())
    case .tanh: .init(name, Tanh())
    case .sigmoid: .init(name, Sigmoid())
    case .identity: nil
    }
  }
}
