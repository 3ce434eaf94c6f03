import GradientChecking
import Layers
import Tensors

/// A layer that tells what a mistake in its gradient may be about.
public protocol DescribedLayer<Scalar>: Layer
where Input == Tensor<Scalar>, Output == Tensor<Scalar> {
  /// Adds what is known of this layer to the facts of a pass: axes, numbers, places, terms, variants.
  func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts)
}
