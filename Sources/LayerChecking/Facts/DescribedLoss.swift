import GradientChecking
import Layers
import Tensors

/// A loss that tells what a mistake in its gradient may be about.
public protocol DescribedLoss<Scalar>: Loss where Prediction == Tensor<Scalar> {
  /// Adds what is known of this loss to its facts; `upstream` is what the loss is multiplied by.
  func describe(
    _ prediction: Tensor<Scalar>, _ target: Target, _ upstream: Double, in facts: inout MapFacts)
}
