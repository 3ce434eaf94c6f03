import RealModule

/// The element of a tensor: `Float` or `Double`.
///
/// Elementary functions (`Scalar.exp`, `Scalar.log`, …) come from swift-numerics.
public protocol TensorScalar: Real, BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
  /// C ← A·B, or C ← C + A·B where `accumulate` is set, for row-major matrices: A is `rows` × `inner`
  /// and B is `inner` × `columns` after the transpositions asked for.
  ///
  /// A leading dimension is the distance between the starts of stored rows.
  static func multiply(
    _ a: MatrixOperand<Self>, _ b: MatrixOperand<Self>, into c: UnsafeMutablePointer<Self>,
    rows: Int, inner: Int, columns: Int, leadingDimension: Int, accumulate: Bool)
}

/// A matrix in memory as a factor of a product.
public struct MatrixOperand<Scalar> {
  /// The first stored element.
  public let start: UnsafePointer<Scalar>
  /// The distance between the starts of two stored rows.
  public let leadingDimension: Int
  /// Whether the product takes the transpose of what is stored.
  public let isTransposed: Bool

  public init(
    _ start: UnsafePointer<Scalar>, leadingDimension: Int, transposed isTransposed: Bool = false
  ) {
    self.start = start
    // An empty matrix has rows of length 0, which some libraries refuse.
    self.leadingDimension = max(1, leadingDimension)
    self.isTransposed = isTransposed
  }
}

extension Double: TensorScalar {
  public static func multiply(
    _ a: MatrixOperand<Double>, _ b: MatrixOperand<Double>, into c: UnsafeMutablePointer<Double>,
    rows: Int, inner: Int, columns: Int, leadingDimension: Int, accumulate: Bool
  ) {
    guard rows > 0, columns > 0 else { return }
    BLAS.shared.dgemm(
      BLAS.rowMajor, BLAS.transposition(a.isTransposed), BLAS.transposition(b.isTransposed),
      Int32(rows), Int32(columns), Int32(inner),
      1, a.start, Int32(a.leadingDimension), b.start, Int32(b.leadingDimension),
      accumulate ? 1 : 0, c, Int32(leadingDimension))
  }
}

extension Float: TensorScalar {
  public static func multiply(
    _ a: MatrixOperand<Float>, _ b: MatrixOperand<Float>, into c: UnsafeMutablePointer<Float>,
    rows: Int, inner: Int, columns: Int, leadingDimension: Int, accumulate: Bool
  ) {
    guard rows > 0, columns > 0 else { return }
    BLAS.shared.sgemm(
      BLAS.rowMajor, BLAS.transposition(a.isTransposed), BLAS.transposition(b.isTransposed),
      Int32(rows), Int32(columns), Int32(inner),
      1, a.start, Int32(a.leadingDimension), b.start, Int32(b.leadingDimension),
      accumulate ? 1 : 0, c, Int32(leadingDimension))
  }
}
