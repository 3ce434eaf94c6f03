import Models
import Training

/// What suits a model, where nothing else is asked for.
extension ModelName {
  /// A learning rate at which the model learns with this optimizer in small batches.
  public func learningRate(for optimizer: OptimizerName) -> Double {
    switch optimizer {
    case .sgd: 1e-2
    case .momentum, .nesterov: 1e-2
    case .adagrad: 1e-2
    case .rmsprop: 1e-3
    case .adam, .adamw: 1e-3
    }
  }

  /// The steps in which the model learns 20 images by heart, with some to spare.
  public var overfitBudget: Int { vgg == nil ? 300 : 30 }
}
