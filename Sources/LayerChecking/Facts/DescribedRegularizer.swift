import GradientChecking
import Layers
import Tensors

/// A regularizer that tells what a mistake in its gradient may be about.
public protocol DescribedRegularizer<Scalar>: Regularizer {
  /// The numbers that the penalty is made of.
  var strengths: [MapFacts.Quantity] { get }

  /// The terms of the gradient by name.
  func terms(of parameter: Tensor<Scalar>) -> [(name: String, values: Tensor<Scalar>)]
}
