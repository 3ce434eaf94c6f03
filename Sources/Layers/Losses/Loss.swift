import Tensors

/// What a prediction costs, given what it should have been: a scalar with its gradient.
///
/// As with a ``Layer``, `forward` is pure and `backward` needs its cache.
public protocol Loss<Scalar>: Sendable, CustomStringConvertible {
  associatedtype Scalar: TensorScalar
  /// What a network gives: one tensor, or several of which the loss is made.
  associatedtype Prediction: TensorGroup<Scalar> = Tensor<Scalar>
  /// Labels, a tensor of the prediction's shape, or whatever else.
  associatedtype Target: Sendable
  associatedtype Cache: Sendable

  /// The loss of `prediction`, and what `backward` needs.
  ///
  /// - Throws: `InputError` where prediction and target do not fit each other.
  func forward(
    _ prediction: Prediction, target: Target
  ) throws(InputError) -> (value: Scalar, cache: Cache)

  /// `lossGradient` times the gradient of the loss with respect to the prediction.
  func backward(_ lossGradient: Scalar, cache: Cache) -> Prediction

  /// Whether the samples of a batch are compared with each other, so that the loss is no mean or sum of what each
  /// costs by itself; false by default.
  var comparesSamples: Bool { get }
}

extension Loss {
  public var comparesSamples: Bool { false }
}

/// A loss whose target may be a prediction too, such as a teacher's, and has a gradient then.
public protocol TargetDifferentiableLoss<Scalar>: Loss where Target: TensorGroup<Scalar> {
  /// `lossGradient` times the gradient of the loss with respect to the target.
  func targetGradient(_ lossGradient: Scalar, cache: Cache) -> Target
}

/// How the terms of a loss become one number.
public enum Reduction: String, Sendable, CaseIterable {
  /// Their mean: over samples for a loss of labels, over all elements for a regression loss.
  case mean
  case sum

  /// What the sum over `count` terms is multiplied by.
  func factor<Scalar: TensorScalar>(_ count: Int) -> Scalar {
    self == .mean ? 1 / Scalar(Swift.max(1, count)) : 1
  }
}

extension Loss {
  /// Checks that there is one valid label for every row of scores [N, K].
  func validate(_ scores: Tensor<Scalar>, labels: [Int]) throws(InputError) {
    let shape = scores.shape
    guard shape.rank == 2, shape[1] > 0 else {
      throw InputError("\(self)", expects: "a prediction [N, K]", got: "\(shape)")
    }
    guard labels.count == shape[0] else {
      throw InputError(
        "\(self)", expects: "one label for each of \(shape[0]) samples", got: "\(labels.count)")
    }
    for (sample, label) in labels.enumerated() where !(0..<shape[1]).contains(label) {
      throw InputError(
        "\(self)", expects: "labels in 0 ..< \(shape[1])", got: "\(label) for sample \(sample)")
    }
  }

  /// Checks that the target has the prediction's shape.
  func validate(_ prediction: Tensor<Scalar>, target: Tensor<Scalar>) throws(InputError) {
    guard prediction.shape == target.shape else {
      throw InputError(
        "\(self)", expects: "a target of the prediction's shape \(prediction.shape)",
        got: "\(target.shape)")
    }
  }
}
