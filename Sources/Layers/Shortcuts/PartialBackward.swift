import Tensors

/// A layer that has the gradients of a single output without going through all the others.
///
/// What it gives is what ``Layer/backward(_:cache:)`` gives for a gradient from above that is 1 at one
/// element of the output and 0 elsewhere: the same equations, without the terms that vanish. A check of
/// the whole Jacobian asks for every output, and compares the sum with the layer's own backward.
public protocol PartialBackward<Scalar>: Layer
where Input == Tensor<Scalar>, Output == Tensor<Scalar> {
  /// Calls `write` with the gradients of the output's element at this row-major offset: runs of consecutive
  /// values, each with the coordinate of its first. What is not written is 0.
  func backward(
    ofOutput offset: Int, cache: Cache,
    _ write: (_ first: LayerCoordinate, _ gradients: UnsafeBufferPointer<Scalar>) -> Void)
}
