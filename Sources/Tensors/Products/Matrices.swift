/// Some matrices of one size in scratch memory: as many factors or results of products (`multiply`).
public final class Matrices<Scalar: TensorScalar> {
  /// The first element of the first matrix, row by row.
  public let start: UnsafeMutablePointer<Scalar>
  public let count: Int
  public let rows: Int
  public let columns: Int
  /// The distance between the starts of two matrices.
  public let stride: Int
  @usableFromInline let isOwner: Bool
  /// The matrices of which these are some rows.
  @usableFromInline let whole: Matrices?

  /// Matrices that are yet to be written.
  @inlinable
  public init(_ count: Int, rows: Int, columns: Int) {
    self.count = count
    self.rows = rows
    self.columns = columns
    // A cache line apart: places at distances of a power of two share one set of a cache and would
    // evict each other where all matrices are written in turn.
    stride = rows * columns + 64 / MemoryLayout<Scalar>.stride
    start = .allocate(capacity: count * stride)
    isOwner = true
    whole = nil
  }

  /// One matrix that somebody else holds in memory, for no longer than that.
  @inlinable
  public init(at start: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int) {
    self.start = start
    count = 1
    self.rows = rows
    self.columns = columns
    stride = rows * columns
    isOwner = false
    whole = nil
  }

  @inlinable
  init(_ whole: Matrices, rows: Range<Int>) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= whole.rows)
    start = whole.start + rows.lowerBound * whole.columns
    count = whole.count
    self.rows = rows.count
    columns = whole.columns
    stride = whole.stride
    isOwner = false
    self.whole = whole
  }

  /// Some rows of each matrix; no element moves.
  @inlinable
  public func rows(_ range: Range<Int>) -> Matrices {
    range == 0..<rows ? self : Matrices(self, rows: range)
  }

  @inlinable
  deinit { if isOwner { start.deallocate() } }

  /// The matrices as factors.
  @inlinable public var asStored: MatrixSeries<Scalar> {
    MatrixSeries(start, rows: rows, columns: columns, stride: stride, owner: self)
  }

  /// Their transposes as factors; no element moves.
  @inlinable public var transposed: MatrixSeries<Scalar> {
    MatrixSeries(start, rows: columns, columns: rows, stride: stride, transposed: true, owner: self)
  }

  /// Makes each matrix the product of a pair of factors, or adds it where `accumulate` is set.
  public func multiply(
    _ a: MatrixSeries<Scalar>, _ b: MatrixSeries<Scalar>, accumulate: Bool = false
  ) {
    precondition(a.rows == rows && b.columns == columns && a.columns == b.rows)
    Scalar.multiply(a, b, into: start, stride: stride, count: count, accumulate: accumulate)
  }
}
