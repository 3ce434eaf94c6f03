extension Tensor {
  /// Tensors one after the other along an axis.
  ///
  ///     Tensor(concatenating: [a, b], along: 1)   // [N, 2, D], [N, 3, D] → [N, 5, D]
  ///
  /// - Precondition: ``Shape/concatenation(of:along:)`` does not throw.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public init(concatenating tensors: [Tensor], along axis: Int) {
    let shape = Shape.required { () throws(InputError) in
      try Shape.concatenation(of: tensors.map(\.shape), along: axis)
    }
    self.init(shape) { whole in
      var start = 0
      for tensor in tensors {
        let range = start..<start + tensor.shape[axis]
        let runs = SliceRuns(range, along: axis, of: shape)
        tensor.withElements { part in
          guard let to = whole.baseAddress, let from = part.baseAddress else { return }
          for run in 0..<runs.count {
            (to + runs.start(of: run)).update(from: from + run * runs.length, count: runs.length)
          }
        }
        start = range.upperBound
      }
    }
  }

  /// The pieces of the given extents that make up the tensor along an axis: what undoes a concatenation.
  ///
  ///     x.split(into: [2, 3], along: 1)   // [N, 5, D] → [N, 2, D], [N, 3, D]
  ///
  /// - Precondition: ``Shape/split(into:along:)`` does not throw.
  public func split(into extents: [Int], along axis: Int) -> [Tensor] {
    _ = Shape.required { () throws(InputError) in try shape.split(into: extents, along: axis) }
    var start = 0
    return extents.map { extent in
      defer { start += extent }
      return slice(start..<start + extent, along: axis)
    }
  }
}
