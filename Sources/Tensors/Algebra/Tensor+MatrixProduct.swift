extension Tensor {
  /// The matrix product A·B of [m, k] and [k, n], which is [m, n]; or of each pair of two batches of as
  /// many matrices, [b, …, m, k] and [b, …, k, n], which is [b, …, m, n].
  ///
  ///     let y = x.matrixProduct(with: w, transposing: .right)   // x·wᵀ: [N, D], [H, D] → [N, H]
  ///     let dw = dy.matrixProduct(with: x, transposing: .left)  // dyᵀ·x: [N, H], [N, D] → [H, D]
  ///
  /// By BLAS, over all cores where that is worth it; the same to the last bit on any number of them. No
  /// element moves for a transposition. A product over an inner extent of 0 is 0.
  ///
  /// - Parameters:
  ///   - other: B.
  ///   - transposing: The factors of which the product takes the transpose.
  /// - Precondition: ``Shape/matrixProduct(with:transposing:)`` does not throw.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func matrixProduct(with other: Tensor, transposing: MatrixFactors = []) -> Tensor {
    let result = Shape.required { () throws(InputError) in
      try shape.matrixProduct(with: other.shape, transposing: transposing)
    }
    return Tensor(result) {
      Tensor.matrixProduct(self, other, transposing, into: $0, accumulate: false)
    }
  }

  /// Adds the matrix product of two tensors, C ← C + A·B, in place.
  ///
  /// - Parameters:
  ///   - left: A.
  ///   - right: B.
  ///   - transposing: The factors of which the product takes the transpose.
  /// - Precondition: this tensor has the shape of the product
  ///   (``Shape/matrixProduct(with:transposing:)``).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public mutating func addMatrixProduct(
    of left: Tensor, and right: Tensor, transposing: MatrixFactors = []
  ) {
    let product = Shape.required { () throws(InputError) in
      try left.shape.matrixProduct(with: right.shape, transposing: transposing)
    }
    Shape.requireEqual("+=", shape, product)
    withMutableElements {
      Tensor.matrixProduct(left, right, transposing, into: $0, accumulate: true)
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  private static func matrixProduct(
    _ left: Tensor, _ right: Tensor, _ transposing: MatrixFactors,
    into result: UnsafeMutableBufferPointer<Scalar>, accumulate: Bool
  ) {
    guard let c = result.baseAddress, !result.isEmpty else { return }
    left.withElements { a in
      right.withElements { b in
        guard let a = a.baseAddress, let b = b.baseAddress, left.count > 0 else {
          // A sum of nothing.
          if !accumulate { result.update(repeating: 0) }
          return
        }
        let left = left.series(at: a, transposed: transposing.contains(.left))
        let right = right.series(at: b, transposed: transposing.contains(.right))
        let size = left.rows * right.columns
        Scalar.multiply(
          left, right, into: c, stride: size, count: result.count / size, accumulate: accumulate)
      }
    }
  }

  /// The matrices of the last two axes, one after the other.
  private func series(
    at start: UnsafePointer<Scalar>, transposed isTransposed: Bool
  ) -> MatrixSeries<Scalar> {
    let (rows, columns) = (shape[shape.rank - 2], shape[shape.rank - 1])
    return MatrixSeries(
      start, rows: isTransposed ? columns : rows, columns: isTransposed ? rows : columns,
      stride: rows * columns, transposed: isTransposed)
  }
}
