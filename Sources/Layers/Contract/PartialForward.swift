import Tensors

/// A layer that knows which part of its output one number can change, and can evaluate that part alone.
///
/// A gradient check moves one number at a time, ten thousand times over. What it asks for is not another
/// formula: ``forward(_:in:only:into:)`` is the layer's own forward pass, with the loops over samples,
/// channels and rows cut short. A check compares both on a sample of coordinates in every run.
///
/// For layers without kinks and with an output [N, C, …].
public protocol PartialForward<Scalar>: Layer {
  /// The part of the output for an input of this shape that `coordinate` can change.
  func reach(
    of coordinate: LayerCoordinate, inputShape: Shape, in context: ForwardContext
  ) -> OutputRegion

  /// Writes to `part` what ``Layer/forward(_:in:)`` gives for `region`, in row-major order.
  ///
  /// The input is one that `forward` takes.
  func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext, only region: OutputRegion,
    into part: UnsafeMutableBufferPointer<Scalar>)
}

/// One number that a layer's output depends on.
public enum LayerCoordinate: Sendable, Hashable {
  /// The element of the input at this row-major offset.
  case input(offset: Int)
  /// The element of the parameter in this slot at this row-major offset.
  case parameter(slot: Int, offset: Int)
}
