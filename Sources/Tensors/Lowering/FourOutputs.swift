/// F(4, 3), which multiplies polynomials by their values at 0, ±a, ±b and ∞, where a = ⅝ and b = 3/2.
///
///          ⎡ a²b²   0   −a²−b²   0     1  0 ⎤
///          ⎢  0   −ab²   −b²     a     1  0 ⎥             ⎡ 1  1   1  1   1  0 ⎤
///     Bᵀ = ⎢  0    ab²   −b²    −a     1  0 ⎥        Aᵀ = ⎢ 0  a  −a  b  −b  0 ⎥
///          ⎢  0   −a²b   −a²     b     1  0 ⎥             ⎢ 0  a²  a² b²  b² 0 ⎥
///          ⎢  0    a²b   −a²    −b     1  0 ⎥             ⎣ 0  a³ −a³ b³ −b³ 1 ⎦
///          ⎣  0   a²b²    0    −a²−b²  0  1 ⎦
///
///          ⎡ r   0    0  ⎤
///          ⎢ s   sa  sa² ⎥         r = 1/(a²b²)
///      G = ⎢ s  −sa  sa² ⎥         s = 1/(2a²·(a² − b²))
///          ⎢ t   tb  tb² ⎥         t = 1/(2b²·(b² − a²))
///          ⎢ t  −tb  tb² ⎥
///          ⎣ 0   0    1  ⎦
///
/// The algorithm is right for any a and b. The usual 1 and 2 give errors twice as large as these, whose
/// powers are spread less; a², b² and their products and sums are numbers without rounding.
///
/// Sources of the points: oneDNN's convolutions; Barabasz, Anderson, Soodhalter, Gregg: "Error analysis
/// and improving the accuracy of Winograd convolution for deep neural networks", 2020, for why.
@usableFromInline
enum FourOutputs: FilterMaps {
  /// What is made of a and b.
  @usableFromInline
  enum Points<Scalar: TensorScalar> {
    @inlinable static var a: Scalar { 0.625 }
    @inlinable static var b: Scalar { 1.5 }
    @inlinable static var a2: Scalar { a * a }
    @inlinable static var b2: Scalar { b * b }
    @inlinable static var sum: Scalar { a2 + b2 }
    @inlinable static var product: Scalar { a2 * b2 }
    @inlinable static var r: Scalar { 1 / product }
    @inlinable static var s: Scalar { 1 / (2 * a2 * (a2 - b2)) }
    @inlinable static var t: Scalar { 1 / (2 * b2 * (b2 - a2)) }
  }

  @usableFromInline
  enum Images: TileMap {
    @inlinable static var side: Int { 6 }
    @inlinable static var products: Int { 6 }

    @inlinable @inline(__always)
    static func lower<Scalar: TensorScalar>(_ d: Line<Scalar>, to v: Line<Scalar>) {
      typealias P = Points<Scalar>
      let (d0, d1, d2, d3, d4, d5) = (d[0], d[1], d[2], d[3], d[4], d[5])
      let (evenA, oddA) = (d4 - P.b2 * d2, P.a * (d3 - P.b2 * d1))
      let (evenB, oddB) = (d4 - P.a2 * d2, P.b * (d3 - P.a2 * d1))
      v[0] = P.product * d0 - P.sum * d2 + d4
      v[1] = evenA + oddA
      v[2] = evenA - oddA
      v[3] = evenB + oddB
      v[4] = evenB - oddB
      v[5] = P.product * d1 - P.sum * d3 + d5
    }

    @inlinable @inline(__always)
    static func raise<Scalar: TensorScalar>(_ v: Line<Scalar>, to d: Line<Scalar>) {
      typealias P = Points<Scalar>
      let (v0, v1, v2, v3, v4, v5) = (v[0], v[1], v[2], v[3], v[4], v[5])
      let (evenA, oddA) = (v1 + v2, P.a * (v1 - v2))
      let (evenB, oddB) = (v3 + v4, P.b * (v3 - v4))
      d[0] = P.product * v0
      d[1] = P.product * v5 - P.b2 * oddA - P.a2 * oddB
      d[2] = -P.sum * v0 - P.b2 * evenA - P.a2 * evenB
      d[3] = oddA + oddB - P.sum * v5
      d[4] = v0 + evenA + evenB
      d[5] = v5
    }
  }

  @usableFromInline
  enum Kernels: TileMap {
    @inlinable static var side: Int { 3 }
    @inlinable static var products: Int { 6 }

    @inlinable @inline(__always)
    static func lower<Scalar: TensorScalar>(_ w: Line<Scalar>, to u: Line<Scalar>) {
      typealias P = Points<Scalar>
      let (w0, w1, w2) = (w[0], w[1], w[2])
      let (evenA, oddA) = (P.s * w0 + P.s * P.a2 * w2, P.s * P.a * w1)
      let (evenB, oddB) = (P.t * w0 + P.t * P.b2 * w2, P.t * P.b * w1)
      u[0] = P.r * w0
      u[1] = evenA + oddA
      u[2] = evenA - oddA
      u[3] = evenB + oddB
      u[4] = evenB - oddB
      u[5] = w2
    }

    @inlinable @inline(__always)
    static func raise<Scalar: TensorScalar>(_ u: Line<Scalar>, to w: Line<Scalar>) {
      typealias P = Points<Scalar>
      let (u0, u1, u2, u3, u4, u5) = (u[0], u[1], u[2], u[3], u[4], u[5])
      let (evenA, oddA) = (u1 + u2, u1 - u2)
      let (evenB, oddB) = (u3 + u4, u3 - u4)
      w[0] = P.r * u0 + P.s * evenA + P.t * evenB
      w[1] = P.s * P.a * oddA + P.t * P.b * oddB
      w[2] = P.s * P.a2 * evenA + P.t * P.b2 * evenB + u5
    }
  }

  @usableFromInline
  enum Outputs: TileMap {
    @inlinable static var side: Int { 4 }
    @inlinable static var products: Int { 6 }

    @inlinable @inline(__always)
    static func lower<Scalar: TensorScalar>(_ g: Line<Scalar>, to m: Line<Scalar>) {
      typealias P = Points<Scalar>
      let (g0, g1, g2, g3) = (g[0], g[1], g[2], g[3])
      let (evenA, oddA) = (g0 + P.a2 * g2, P.a * (g1 + P.a2 * g3))
      let (evenB, oddB) = (g0 + P.b2 * g2, P.b * (g1 + P.b2 * g3))
      m[0] = g0
      m[1] = evenA + oddA
      m[2] = evenA - oddA
      m[3] = evenB + oddB
      m[4] = evenB - oddB
      m[5] = g3
    }

    @inlinable @inline(__always)
    static func raise<Scalar: TensorScalar>(_ m: Line<Scalar>, to y: Line<Scalar>) {
      typealias P = Points<Scalar>
      let (m0, m1, m2, m3, m4, m5) = (m[0], m[1], m[2], m[3], m[4], m[5])
      let (evenA, oddA) = (m1 + m2, P.a * (m1 - m2))
      let (evenB, oddB) = (m3 + m4, P.b * (m3 - m4))
      y[0] = m0 + evenA + evenB
      y[1] = oddA + oddB
      y[2] = P.a2 * evenA + P.b2 * evenB
      y[3] = P.a2 * oddA + P.b2 * oddB + m5
    }
  }
}
