import Tensors

/// A layer that knows which part of its output one number can change, and can evaluate that part alone.
///
/// A gradient check moves one number at a time, ten thousand times over. What it asks for is not another
/// formula: ``forward(_:in:only:displaced:into:)`` is the layer's own forward pass, with the loops over samples,
/// channels, rows and columns cut short. A check compares both on a sample of coordinates in every run.
///
/// For layers without kinks and with an output [N, C, …].
public protocol PartialForward<Scalar>: Layer
where Input == Tensor<Scalar>, Output == Tensor<Scalar> {
  /// The part of the output for an input of this shape that `coordinate` can change.
  func reach(
    of coordinate: LayerCoordinate, inputShape: Shape, in context: ForwardContext
  ) -> OutputRegion

  /// The same layer, which may keep what moving a number of `input` leaves as it is, and what moving a
  /// parameter does.
  func prepared(for input: Tensor<Scalar>) -> Self

  /// Calls `change` with the parameter in a slot, to move numbers of it or put them back: what has been prepared
  /// stays. Any other change of a parameter makes the layer forget that.
  mutating func displace(_ slot: Int, _ change: (inout Tensor<Scalar>) -> Void)

  /// Writes to `part` what ``Layer/forward(_:in:)`` gives for `region`, that of `coordinate`, in row-major
  /// order.
  ///
  /// The input is one that `forward` takes; where the layer has been prepared, nothing but the number at
  /// `coordinate` has changed since.
  func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext, only region: OutputRegion,
    displaced coordinate: LayerCoordinate, into part: UnsafeMutableBufferPointer<Scalar>)
}

extension PartialForward {
  public func prepared(for input: Tensor<Scalar>) -> Self { self }

  public mutating func displace(_ slot: Int, _ change: (inout Tensor<Scalar>) -> Void) {
    change(&parameters[slot: slot])
  }
}

/// One number that a layer's output depends on.
public enum LayerCoordinate: Sendable, Hashable {
  /// The element of the input at this row-major offset.
  case input(offset: Int)
  /// The element of the parameter in this slot at this row-major offset.
  case parameter(slot: Int, offset: Int)
}
