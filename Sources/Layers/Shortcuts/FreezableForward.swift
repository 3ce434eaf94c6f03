import Tensors

/// A layer that can work out, from its parameters alone, what many forward passes would each work out again.
public protocol FreezableForward<Scalar>: Layer
where Input == Tensor<Scalar>, Output == Tensor<Scalar> {
  /// The same layer, prepared for many inputs of about this shape. It computes the same, and forgets what it
  /// has prepared where a parameter changes.
  func frozen(for shape: Shape) -> Self
}
