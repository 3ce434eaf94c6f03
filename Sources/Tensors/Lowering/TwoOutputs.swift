/// F(2, 3), which multiplies polynomials by their values at 0, 1, −1 and ∞.
///
///          ⎡ 1  0 −1  0 ⎤        ⎡ 1   0   0 ⎤
///     Bᵀ = ⎢ 0  1  1  0 ⎥    G = ⎢ ½   ½   ½ ⎥    Aᵀ = ⎡ 1  1  1  0 ⎤
///          ⎢ 0 −1  1  0 ⎥        ⎢ ½  −½   ½ ⎥         ⎣ 0  1 −1 −1 ⎦
///          ⎣ 0  1  0 −1 ⎦        ⎣ 0   0   1 ⎦
///
/// The numbers are small, so that rounding loses next to nothing.
@usableFromInline
enum TwoOutputs: FilterMaps {
  @usableFromInline
  enum Images: TileMap {
    @inlinable static var side: Int { 4 }
    @inlinable static var products: Int { 4 }

    @inlinable @inline(__always)
    static func lower<Scalar: TensorScalar>(_ d: Line<Scalar>, to v: Line<Scalar>) {
      let (d0, d1, d2, d3) = (d[0], d[1], d[2], d[3])
      v[0] = d0 - d2
      v[1] = d1 + d2
      v[2] = d2 - d1
      v[3] = d1 - d3
    }

    @inlinable @inline(__always)
    static func raise<Scalar: TensorScalar>(_ v: Line<Scalar>, to d: Line<Scalar>) {
      let (v0, v1, v2, v3) = (v[0], v[1], v[2], v[3])
      d[0] = v0
      d[1] = v1 - v2 + v3
      d[2] = v1 + v2 - v0
      d[3] = -v3
    }
  }

  @usableFromInline
  enum Kernels: TileMap {
    @inlinable static var side: Int { 3 }
    @inlinable static var products: Int { 4 }

    @inlinable @inline(__always)
    static func lower<Scalar: TensorScalar>(_ w: Line<Scalar>, to u: Line<Scalar>) {
      let (w0, w1, w2) = (w[0], w[1], w[2])
      let outer = w0 + w2
      u[0] = w0
      u[1] = 0.5 * (outer + w1)
      u[2] = 0.5 * (outer - w1)
      u[3] = w2
    }

    @inlinable @inline(__always)
    static func raise<Scalar: TensorScalar>(_ u: Line<Scalar>, to w: Line<Scalar>) {
      let (u0, u1, u2, u3) = (u[0], u[1], u[2], u[3])
      let sum = 0.5 * (u1 + u2)
      w[0] = u0 + sum
      w[1] = 0.5 * (u1 - u2)
      w[2] = sum + u3
    }
  }

  @usableFromInline
  enum Outputs: TileMap {
    @inlinable static var side: Int { 2 }
    @inlinable static var products: Int { 4 }

    @inlinable @inline(__always)
    static func lower<Scalar: TensorScalar>(_ g: Line<Scalar>, to m: Line<Scalar>) {
      let (g0, g1) = (g[0], g[1])
      m[0] = g0
      m[1] = g0 + g1
      m[2] = g0 - g1
      m[3] = -g1
    }

    @inlinable @inline(__always)
    static func raise<Scalar: TensorScalar>(_ m: Line<Scalar>, to y: Line<Scalar>) {
      let (m0, m1, m2, m3) = (m[0], m[1], m[2], m[3])
      y[0] = m0 + m1 + m2
      y[1] = m1 - m2 - m3
    }
  }
}
