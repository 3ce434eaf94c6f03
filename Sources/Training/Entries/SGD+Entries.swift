import Tensors

enum SGDEntry: OptimizerEntry {
  static let name = "sgd"
  static let summary = "gradient descent on batches"
  static let isAdaptive = false

  static func optimizer<Scalar: TensorScalar>(
    _ learningRate: Scalar, _ settings: OptimizerSettings
  ) -> any Optimizer<Scalar> {
    SGD(learningRate: learningRate, weightDecay: settings.decay())
  }
}

enum MomentumEntry: OptimizerEntry {
  static let name = "momentum"
  static let summary = "with momentum 0.9"
  static let isAdaptive = false

  static func optimizer<Scalar: TensorScalar>(
    _ learningRate: Scalar, _ settings: OptimizerSettings
  ) -> any Optimizer<Scalar> {
    SGD(
      learningRate: learningRate, momentum: settings.number(\.momentum, 0.9),
      dampening: settings.number(\.dampening, 0), weightDecay: settings.decay())
  }
}

enum NesterovEntry: OptimizerEntry {
  static let name = "nesterov"
  static let summary = "with Nesterov momentum 0.9"
  static let isAdaptive = false

  static func optimizer<Scalar: TensorScalar>(
    _ learningRate: Scalar, _ settings: OptimizerSettings
  ) -> any Optimizer<Scalar> {
    SGD(
      learningRate: learningRate, momentum: settings.number(\.momentum, 0.9), nesterov: true,
      weightDecay: settings.decay())
  }
}
