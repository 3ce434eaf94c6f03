import Tensors

/// The optimizers that can be chosen by name.
public enum OptimizerName: String, CaseIterable, Sendable {
  case sgd
  case momentum
  case nesterov
  case adagrad
  case rmsprop
  case adam
  case adamw

  /// The optimizer with its usual settings.
  public func optimizer<Scalar: TensorScalar>(
    learningRate: Scalar
  ) -> any Optimizer<Scalar> {
    switch self {
    case .sgd: SGD(learningRate: learningRate)
    case .momentum: SGD(learningRate: learningRate, momentum: 0.9)
    case .nesterov: SGD(learningRate: learningRate, momentum: 0.9, nesterov: true)
    case .adagrad: AdaGrad(learningRate: learningRate)
    case .rmsprop: RMSProp(learningRate: learningRate)
    case .adam: Adam(learningRate: learningRate)
    case .adamw: Adam(learningRate: learningRate, weightDecay: 0.01)
    }
  }

  /// Whether steps are divided by the gradient's own size.
  public var isAdaptive: Bool {
    switch self {
    case .sgd, .momentum, .nesterov: false
    case .adagrad, .rmsprop, .adam, .adamw: true
    }
  }

  /// What it is, in one line.
  public var summary: String {
    switch self {
    case .sgd: "gradient descent on batches"
    case .momentum: "with momentum 0.9"
    case .nesterov: "with Nesterov momentum 0.9"
    case .adagrad: "a rate for each parameter, falling"
    case .rmsprop: "a rate for each parameter, by recent gradients; ρ 0.99"
    case .adam: "momentum and rates for each parameter; β 0.9, 0.999"
    case .adamw: "the same with decoupled weight decay 0.01"
    }
  }
}
