/// Some matrices of one size in scratch memory: as many factors or results of products (``multiply``).
public final class Matrices<Scalar: TensorScalar> {
  /// The first element of the first matrix, row by row.
  public let start: UnsafeMutablePointer<Scalar>
  public let count: Int
  public let rows: Int
  public let columns: Int
  /// The distance between the starts of two matrices.
  public let stride: Int
  @usableFromInline let isOwner: Bool

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
