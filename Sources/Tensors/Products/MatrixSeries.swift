/// Matrices of one size, one after the other in memory, as factors of as many products.
public struct MatrixSeries<Scalar: TensorScalar> {
  /// The size as the product sees it, after transposition.
  public let rows: Int
  public let columns: Int
  private let start: UnsafePointer<Scalar>
  private let stride: Int
  private let isTransposed: Bool
  /// What holds the memory, so that it lasts as long as this.
  private let owner: AnyObject?

  /// - Parameters:
  ///   - start: The first number of the first matrix.
  ///   - rows: Those of a matrix, after transposition.
  ///   - columns: Those of a matrix, after transposition.
  ///   - stride: The distance between the starts of two matrices.
  ///   - isTransposed: Whether in memory they are the transposes.
  ///   - owner: What holds the memory, unless the caller sees to it that it lasts.
  public init(
    _ start: UnsafePointer<Scalar>, rows: Int, columns: Int, stride: Int,
    transposed isTransposed: Bool = false, owner: AnyObject? = nil
  ) {
    self.start = start
    self.rows = rows
    self.columns = columns
    self.stride = stride
    self.isTransposed = isTransposed
    self.owner = owner
  }

  /// The matrix at `position`, from this row and column on.
  subscript(position: Int, row row: Int, column column: Int) -> MatrixOperand<Scalar> {
    let rowLength = isTransposed ? rows : columns
    let offset = isTransposed ? column * rowLength + row : row * rowLength + column
    return MatrixOperand(
      start + position * stride + offset, leadingDimension: rowLength, transposed: isTransposed)
  }
}

extension TensorScalar {
  /// Cₖ ← Aₖ·Bₖ, or Cₖ ← Cₖ + Aₖ·Bₖ where `accumulate` is set, for k in 0 ..< `count`, over all cores.
  ///
  /// - Parameter stride: The distance between the starts of two Cₖ.
  @specialized(where Self == Float)
  @specialized(where Self == Double)
  static func multiply(
    _ a: MatrixSeries<Self>, _ b: MatrixSeries<Self>, into c: UnsafeMutablePointer<Self>,
    stride: Int, count: Int, accumulate: Bool
  ) {
    let (rows, inner, columns) = (a.rows, a.columns, b.columns)
    ProductCount.add(count * rows * inner * columns)
    let cut = ProductCut(rows: rows, inner: inner, columns: columns)
    if cut.side == .inner {
      return addParts(
        a, b, into: c, stride: stride, count: count, cut: cut, accumulate: accumulate)
    }
    Cores.forEach(count * cut.pieces) { job in
      let (k, piece) = job.quotientAndRemainder(dividingBy: cut.pieces)
      let top = cut.side == .rows ? cut.range(piece, of: rows) : 0..<rows
      let across = cut.side == .columns ? cut.range(piece, of: columns) : 0..<columns
      multiply(
        a[k, row: top.lowerBound, column: 0], b[k, row: 0, column: across.lowerBound],
        into: c + k * stride + top.lowerBound * columns + across.lowerBound,
        rows: top.count, inner: inner, columns: across.count, leadingDimension: columns,
        accumulate: accumulate)
    }
  }

  /// The same as sums over parts of the inner side, which are added up in order.
  @specialized(where Self == Float)
  @specialized(where Self == Double)
  private static func addParts(
    _ a: MatrixSeries<Self>, _ b: MatrixSeries<Self>, into c: UnsafeMutablePointer<Self>,
    stride: Int, count: Int, cut: ProductCut, accumulate: Bool
  ) {
    let (rows, columns, parts) = (a.rows, b.columns, cut.pieces)
    let sums = Matrices<Self>(count * parts, rows: rows, columns: columns)
    Cores.forEach(count * parts) { job in
      let (k, part) = job.quotientAndRemainder(dividingBy: parts)
      let range = cut.range(part, of: a.columns)
      multiply(
        a[k, row: 0, column: range.lowerBound], b[k, row: range.lowerBound, column: 0],
        into: sums.start + job * sums.stride, rows: rows, inner: range.count, columns: columns,
        leadingDimension: columns, accumulate: false)
    }
    withExtendedLifetime(sums) {
      for k in 0..<count {
        let target = c + k * stride
        if !accumulate { target.update(repeating: 0, count: rows * columns) }
        for part in 0..<parts {
          let sum = sums.start + (k * parts + part) * sums.stride
          for i in 0..<rows * columns { target[i] += sum[i] }
        }
      }
    }
  }
}
