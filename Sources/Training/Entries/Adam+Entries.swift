import Tensors

enum AdamEntry: OptimizerEntry {
  static let name = "adam"
  static let summary = "momentum and rates for each parameter; β 0.9, 0.999"

  static func optimizer<Scalar: TensorScalar>(
    _ learningRate: Scalar, _ settings: OptimizerSettings
  ) -> any Optimizer<Scalar> {
    Adam(
      learningRate: learningRate, epsilon: settings.number(\.epsilon, 1e-8),
      weightDecay: settings.decay(), corrected: settings.corrected ?? true)
  }
}

enum AdamWEntry: OptimizerEntry {
  static let name = "adamw"
  static let summary = "the same with decoupled weight decay 0.01"

  static func optimizer<Scalar: TensorScalar>(
    _ learningRate: Scalar, _ settings: OptimizerSettings
  ) -> any Optimizer<Scalar> {
    Adam(learningRate: learningRate, weightDecay: settings.decay(.decoupled(0.01)))
  }
}

enum AMSGradEntry: OptimizerEntry {
  static let name = "amsgrad"
  static let summary = "Adam whose rates never rise again"

  static func optimizer<Scalar: TensorScalar>(
    _ learningRate: Scalar, _ settings: OptimizerSettings
  ) -> any Optimizer<Scalar> {
    Adam(learningRate: learningRate, weightDecay: settings.decay(), amsgrad: true)
  }
}

enum NAdamEntry: OptimizerEntry {
  static let name = "nadam"
  static let summary = "Adam with Nesterov momentum"

  static func optimizer<Scalar: TensorScalar>(
    _ learningRate: Scalar, _ settings: OptimizerSettings
  ) -> any Optimizer<Scalar> {
    NAdam(learningRate: learningRate, momentumDecay: settings.number(\.decay, 4e-3))
  }
}

enum AdaMaxEntry: OptimizerEntry {
  static let name = "adamax"
  static let summary = "Adam by the largest recent gradient"

  static func optimizer<Scalar: TensorScalar>(
    _ learningRate: Scalar, _ settings: OptimizerSettings
  ) -> any Optimizer<Scalar> {
    AdaMax(learningRate: learningRate, epsilon: settings.number(\.epsilon, 1e-8))
  }
}
