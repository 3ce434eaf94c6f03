/// The one-dimensional maps of the minimal filtering algorithm F(2, 3): two outputs of a filter with
/// three taps from four inputs, by four multiplications instead of six.
///
///     y = Aᵀ·((G·w) ⊙ (Bᵀ·d))
///
///          ⎡ 1  0 −1  0 ⎤        ⎡ 1   0   0 ⎤
///     Bᵀ = ⎢ 0  1  1  0 ⎥    G = ⎢ ½   ½   ½ ⎥    Aᵀ = ⎡ 1  1  1  0 ⎤
///          ⎢ 0 −1  1  0 ⎥        ⎢ ½  −½   ½ ⎥         ⎣ 0  1 −1 −1 ⎦
///          ⎣ 0  1  0 −1 ⎦        ⎣ 0   0   1 ⎦
///
/// Input and filter are polynomials; they are multiplied by their values at 0, 1, −1 and ∞. The numbers
/// are small, so that next to nothing is lost to rounding. In two dimensions each map is applied to the
/// rows and then to the columns.
///
/// Sources: Winograd: "Arithmetic complexity of computations", SIAM 1980; Lavin, Gray: "Fast algorithms
/// for convolutional neural networks", CVPR 2016.
@usableFromInline
enum Winograd<Scalar: TensorScalar> {
  @usableFromInline typealias Pair = (Scalar, Scalar)
  @usableFromInline typealias Quad = (Scalar, Scalar, Scalar, Scalar)
  /// Of four kernels at a time: kernels lie next to each other, and there are many.
  @usableFromInline typealias Lanes = SIMD4<Scalar>

  /// Bᵀ·d.
  @inlinable @inline(__always)
  static func input(_ d: Quad) -> Quad { (d.0 - d.2, d.1 + d.2, d.2 - d.1, d.1 - d.3) }

  /// B·v.
  @inlinable @inline(__always)
  static func inputTransposed(_ v: Quad) -> Quad { (v.0, v.1 - v.2 + v.3, v.1 + v.2 - v.0, -v.3) }

  /// G·w.
  @inlinable @inline(__always)
  static func filter(_ w: (Lanes, Lanes, Lanes)) -> (Lanes, Lanes, Lanes, Lanes) {
    let outer = w.0 + w.2
    return (w.0, 0.5 * (outer + w.1), 0.5 * (outer - w.1), w.2)
  }

  /// Gᵀ·u.
  @inlinable @inline(__always)
  static func filterTransposed(_ u: (Lanes, Lanes, Lanes, Lanes)) -> (Lanes, Lanes, Lanes) {
    let (sum, difference) = (0.5 * (u.1 + u.2), 0.5 * (u.1 - u.2))
    return (u.0 + sum, difference, sum + u.3)
  }

  /// Aᵀ·m.
  @inlinable @inline(__always)
  static func output(_ m: Quad) -> Pair { (m.0 + m.1 + m.2, m.1 - m.2 - m.3) }

  /// A·g.
  @inlinable @inline(__always)
  static func outputTransposed(_ g: Pair) -> Quad { (g.0, g.0 + g.1, g.0 - g.1, -g.1) }

  /// The entries at one place of four rows of four matrices.
  @inlinable @inline(__always)
  static func row(_ start: UnsafePointer<Scalar>, _ row: Int, stride: Int) -> Quad {
    let first = start + 4 * row * stride
    return (first[0], first[stride], first[2 * stride], first[3 * stride])
  }

  @inlinable @inline(__always)
  static func store(
    _ row: Int, _ values: Quad, at start: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    let first = start + 4 * row * stride
    first[0] = values.0
    first[stride] = values.1
    first[2 * stride] = values.2
    first[3 * stride] = values.3
  }
}
