public import Tensors

/// A tensor as it stands in a file: type, shape and bytes.
///
/// It holds any ``ElementType``, and it keeps every bit: −0, subnormal numbers, and the payload of what is
/// not a number. Two are equal where type, shape and all bits are; so NaN equals itself here, and 0 is not
/// −0.
///
///     let data = TensorData(weights)              // of a Tensor<Float> or Tensor<Double>
///     let labels = TensorData([3, 1, 4], shape: [3])
///     let w = Tensor<Double>(data)
public struct TensorData: Sendable, Equatable {
  /// The type of the elements.
  public let elementType: ElementType
  /// The extent of each axis.
  public let shape: Shape
  /// The elements in row-major order, each with its least significant byte first.
  public let bytes: [UInt8]

  /// A tensor of the given bytes.
  ///
  /// - Precondition: there are as many bytes as the shape has elements of this type.
  public init(_ elementType: ElementType, _ shape: Shape, bytes: [UInt8]) {
    guard bytes.count == shape.count * elementType.size else {
      fatalError(
        "a tensor \(shape) of \(elementType) has \(shape.count * elementType.size) bytes, "
          + "not \(bytes.count)")
    }
    self.elementType = elementType
    self.shape = shape
    self.bytes = bytes
  }
}
