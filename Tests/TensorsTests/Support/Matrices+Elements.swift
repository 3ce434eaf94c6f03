import Tensors

extension Matrices {
  /// The elements of one matrix after the other, row by row.
  var elements: [Scalar] {
    withExtendedLifetime(self) {
      (0..<count).flatMap { k in
        Array(UnsafeBufferPointer(start: start + k * stride, count: rows * columns))
      }
    }
  }

  func fill(from elements: [Scalar]) {
    for (position, element) in elements.enumerated() {
      let (k, offset) = position.quotientAndRemainder(dividingBy: rows * columns)
      start[k * stride + offset] = element
    }
  }

  /// Matrices of the same number and size, of small whole numbers that a seed fixes.
  func wholeNumbers(seed: UInt64) -> Matrices {
    let other = Matrices(count, rows: rows, columns: columns)
    other.fill(from: Tensor.wholeNumbers([count, rows, columns], seed: seed).elements)
    return other
  }
}
