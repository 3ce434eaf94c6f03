/// Two outputs from two inputs with padding before and behind them: a Toeplitz matrix of the taps times
/// the inputs.
///
///     ⎡ y₀ ⎤   ⎡ w₁  w₂ ⎤ ⎡ d₀ ⎤        ⎡ 1  0 ⎤        ⎡ 1 −1  0 ⎤
///     ⎣ y₁ ⎦ = ⎣ w₀  w₁ ⎦·⎣ d₁ ⎦   Bᵀ = ⎢ 1  1 ⎥    G = ⎢ 0  1  0 ⎥    Aᵀ = ⎡ 0  1  1 ⎤
///                                       ⎣ 0  1 ⎦        ⎣ 0 −1  1 ⎦         ⎣ 1  1  0 ⎦
///
/// What both outputs have, w₁·(d₀ + d₁), is worked out once. It is the transpose of Karatsuba's product
/// of polynomials, by their values at 0, 1 and ∞.
///
/// Source: Karatsuba, Ofman: "Multiplication of multidigit numbers on automata", 1962.
@usableFromInline
enum TwoInputs: FilterMaps {
  @usableFromInline
  enum Images: TileMap {
    @inlinable static var side: Int { 2 }
    @inlinable static var products: Int { 3 }

    @inlinable @inline(__always)
    static func lower<Scalar: TensorScalar>(_ d: Line<Scalar>, to v: Line<Scalar>) {
      let (d0, d1) = (d[0], d[1])
      v[0] = d0
      v[1] = d0 + d1
      v[2] = d1
    }

    @inlinable @inline(__always)
    static func raise<Scalar: TensorScalar>(_ v: Line<Scalar>, to d: Line<Scalar>) {
      let (v0, v1, v2) = (v[0], v[1], v[2])
      d[0] = v0 + v1
      d[1] = v1 + v2
    }
  }

  @usableFromInline
  enum Kernels: TileMap {
    @inlinable static var side: Int { 3 }
    @inlinable static var products: Int { 3 }

    @inlinable @inline(__always)
    static func lower<Scalar: TensorScalar>(_ w: Line<Scalar>, to u: Line<Scalar>) {
      let (w0, w1, w2) = (w[0], w[1], w[2])
      u[0] = w0 - w1
      u[1] = w1
      u[2] = w2 - w1
    }

    @inlinable @inline(__always)
    static func raise<Scalar: TensorScalar>(_ u: Line<Scalar>, to w: Line<Scalar>) {
      let (u0, u1, u2) = (u[0], u[1], u[2])
      w[0] = u0
      w[1] = u1 - u0 - u2
      w[2] = u2
    }
  }

  @usableFromInline
  enum Outputs: TileMap {
    @inlinable static var side: Int { 2 }
    @inlinable static var products: Int { 3 }

    @inlinable @inline(__always)
    static func lower<Scalar: TensorScalar>(_ g: Line<Scalar>, to m: Line<Scalar>) {
      let (g0, g1) = (g[0], g[1])
      m[0] = g1
      m[1] = g0 + g1
      m[2] = g0
    }

    @inlinable @inline(__always)
    static func raise<Scalar: TensorScalar>(_ m: Line<Scalar>, to y: Line<Scalar>) {
      let (m0, m1, m2) = (m[0], m[1], m[2])
      y[0] = m1 + m2
      y[1] = m0 + m1
    }
  }
}
