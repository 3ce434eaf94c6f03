/// A tensor read as a matrix in a product.
public struct MatrixView<Scalar: TensorScalar>: Sendable {
  @usableFromInline let tensor: Tensor<Scalar>
  /// The extents as the product sees them, after transposition.
  public let rows: Int
  public let columns: Int
  @usableFromInline let isTransposed: Bool
  /// Where in the tensor the matrix starts.
  @usableFromInline let offset: Int

  /// The elements of `tensor` as `rows` rows of `columns`.
  @inlinable
  public init(_ tensor: Tensor<Scalar>, rows: Int, columns: Int) {
    precondition(rows * columns == tensor.count, "\(tensor.shape) is no \(rows) × \(columns)")
    self.init(tensor, rows: rows, columns: columns, isTransposed: false, offset: 0)
  }

  @usableFromInline
  init(_ tensor: Tensor<Scalar>, rows: Int, columns: Int, isTransposed: Bool, offset: Int) {
    self.tensor = tensor
    self.rows = rows
    self.columns = columns
    self.isTransposed = isTransposed
    self.offset = offset
  }

  /// The transpose; no element moves.
  @inlinable public var transposed: MatrixView {
    MatrixView(
      tensor, rows: columns, columns: rows, isTransposed: !isTransposed, offset: offset)
  }

  /// Some rows of a matrix that is not transposed.
  @inlinable
  public func rows(_ range: Range<Int>) -> MatrixView {
    precondition(!isTransposed && range.lowerBound >= 0 && range.upperBound <= rows)
    return MatrixView(
      tensor, rows: range.count, columns: columns, isTransposed: false,
      offset: offset + range.lowerBound * columns)
  }
}

extension Tensor {
  /// C ← A·B, or C ← C + A·B where `accumulate` is set, over all cores where that is worth it.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func multiply(
    _ a: MatrixView<Scalar>, _ b: MatrixView<Scalar>,
    into c: UnsafeMutableBufferPointer<Scalar>, accumulate: Bool = false
  ) {
    precondition(
      a.columns == b.rows && a.rows * b.columns == c.count,
      "cannot multiply \(a.rows) × \(a.columns) by \(b.rows) × \(b.columns) into \(c.count)")
    guard let c = c.baseAddress else { return }
    a.tensor.withElements { aElements in
      b.tensor.withElements { bElements in
        guard let aStart = aElements.baseAddress, let bStart = bElements.baseAddress else { return }
        Scalar.multiply(
          MatrixSeries(
            aStart + a.offset, rows: a.rows, columns: a.columns, stride: 0,
            transposed: a.isTransposed),
          MatrixSeries(
            bStart + b.offset, rows: b.rows, columns: b.columns, stride: 0,
            transposed: b.isTransposed),
          into: c, stride: 0, count: 1, accumulate: accumulate)
      }
    }
  }
}
