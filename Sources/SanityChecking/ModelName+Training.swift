import Models
import Training

/// What suits a model, where nothing else is asked for.
extension ModelName {
  /// A learning rate at which the model learns with this optimizer in batches of 20: found by trial, such
  /// that update ratios come out near 1e-3 and 20 images are learned by heart in a few dozen steps.
  public func learningRate(for optimizer: OptimizerName) -> Double {
    switch (self, optimizer) {
    case (.softmax, .sgd), (.svm, .sgd): 1e-2
    case (.softmax, .momentum), (.svm, .momentum), (.softmax, .nesterov), (.svm, .nesterov): 1e-3
    case (.softmax, .adagrad), (.svm, .adagrad): 3e-3
    case (.softmax, .adadelta), (.svm, .adadelta): 0.1
    case (.softmax, _), (.svm, _): 3e-4
    case (.alexnet, .sgd): 0.02
    case (.alexnet, .momentum), (.alexnet, .nesterov): 3e-3
    case (.inception, .sgd): 0.3
    case (.inception, .momentum), (.inception, .nesterov), (.inception, .adagrad): 0.03
    case (.inception, .rmsprop): 2e-3
    case (.inception, .adadelta): 1
    case (.inception, _): 5e-3
    case (.mlp, .sgd): 0.1
    case (.mlp, .momentum), (.mlp, .nesterov): 0.015
    case (_, .sgd): 0.05
    case (_, .momentum), (_, .nesterov): 1e-2
    case (.mlp, .adagrad): 2e-3
    case (.mlp, .rmsprop): 2e-4
    case (_, .adagrad): 5e-3
    case (_, .rmsprop): 3e-4
    case (_, .adadelta): 0.3
    default: 1e-3
    }
  }

  /// The steps in which the model learns 20 images by heart, with some to spare.
  public var overfitBudget: Int { vgg != nil ? 50 : isConvolutional ? 200 : 600 }
}
