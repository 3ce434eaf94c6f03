import Tensors

enum AdaGradEntry: OptimizerEntry {
  static let name = "adagrad"
  static let summary = "a rate for each parameter, falling"

  static func optimizer<Scalar: TensorScalar>(
    _ learningRate: Scalar, _ settings: OptimizerSettings
  ) -> any Optimizer<Scalar> {
    AdaGrad(learningRate: learningRate, epsilon: settings.number(\.epsilon, 1e-10))
  }
}

enum AdaDeltaEntry: OptimizerEntry {
  static let name = "adadelta"
  static let summary = "steps as large as those before; rate 1"

  static func optimizer<Scalar: TensorScalar>(
    _ learningRate: Scalar, _ settings: OptimizerSettings
  ) -> any Optimizer<Scalar> {
    AdaDelta(
      learningRate: learningRate, decay: settings.number(\.decay, 0.9),
      epsilon: settings.number(\.epsilon, 1e-6))
  }
}

enum RMSPropEntry: OptimizerEntry {
  static let name = "rmsprop"
  static let summary = "a rate for each parameter, by recent gradients; ρ 0.99"

  static func optimizer<Scalar: TensorScalar>(
    _ learningRate: Scalar, _ settings: OptimizerSettings
  ) -> any Optimizer<Scalar> {
    RMSProp(
      learningRate: learningRate, decay: settings.number(\.decay, 0.99),
      epsilon: settings.number(\.epsilon, 1e-8), centered: settings.centered ?? false,
      momentum: settings.number(\.momentum, 0), weightDecay: settings.decay())
  }
}
