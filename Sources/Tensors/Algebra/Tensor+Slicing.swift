extension Tensor {
  /// The part at the positions `range` of an axis, of the same rank.
  ///
  ///     x.slice(2..<5, along: 1)   // [N, T, D] → [N, 3, D]
  ///
  /// - Precondition: ``Shape/slice(_:along:)`` does not throw.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func slice(_ range: Range<Int>, along axis: Int) -> Tensor {
    let result = Shape.required { () throws(InputError) in try shape.slice(range, along: axis) }
    let runs = SliceRuns(range, along: axis, of: shape)
    return Tensor(result) { part in
      withElements { whole in
        guard let from = whole.baseAddress, let to = part.baseAddress else { return }
        for run in 0..<runs.count {
          (to + run * runs.length).update(from: from + runs.start(of: run), count: runs.length)
        }
      }
    }
  }

  /// The part at one position of an axis, without that axis.
  ///
  ///     x.slice(at: 2, along: 1)   // [N, T, D] → [N, D]
  ///
  /// - Precondition: there are such an axis and such a position.
  public func slice(at position: Int, along axis: Int) -> Tensor {
    let part = slice(position..<position + 1, along: axis)
    var extents = part.shape.extents
    extents.remove(at: axis)
    return part.reshaped(Shape(extents))
  }

  /// Replaces the part at the positions `range` of an axis.
  ///
  ///     var dx = Tensor(x.shape)   // the gradient of a slice is 0 outside
  ///     dx.replaceSlice(2..<5, along: 1, with: dy)
  ///
  /// - Precondition: `part` has the shape of the part, ``Shape/slice(_:along:)``.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func replaceSlice(_ range: Range<Int>, along axis: Int, with part: Tensor) {
    let shape = shape
    let expected = Shape.required { () throws(InputError) in try shape.slice(range, along: axis) }
    guard part.shape == expected else {
      fatalError(
        "replaceSlice(\(range), along: \(axis)) of \(shape) expects \(expected), got \(part.shape)")
    }
    let runs = SliceRuns(range, along: axis, of: shape)
    withMutableElements { whole in
      part.withElements { part in
        guard let to = whole.baseAddress, let from = part.baseAddress else { return }
        for run in 0..<runs.count {
          (to + runs.start(of: run)).update(from: from + run * runs.length, count: runs.length)
        }
      }
    }
  }
}
