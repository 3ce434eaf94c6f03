extension Tensor {
  /// The same elements, in the same order, under another shape of the same size; no element moves.
  ///
  /// - Precondition: the two shapes have as many elements (``Shape/reshaped(_:)``).
  public func reshaped(_ shape: Shape) -> Tensor {
    Tensor(Shape.required { () throws(InputError) in try self.shape.reshaped(shape) }, elements)
  }
}

// MARK: - Scalars

extension Tensor {
  /// The scalar tensor, of shape [], with this element.
  @inlinable
  public init(scalar: Scalar) { self.init([], [scalar]) }

  /// The element of a tensor that has one only, whatever its rank.
  ///
  /// - Precondition: the tensor has one element.
  public var scalar: Scalar {
    guard count == 1 else { fatalError("scalar expects a tensor of one element, got \(shape)") }
    return storage[0]
  }
}
