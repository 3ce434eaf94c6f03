extension WinogradTiles {
  /// U of kernels [O, C, 3, 3].
  @inlinable
  func lower<Scalar: TensorScalar>(kernels w: UnsafePointer<Scalar>, into u: Matrices<Scalar>) {
    typealias W = Winograd<Scalar>
    let (count, stride) = (u.rows * u.columns, u.stride)
    Cores.forEachRange(of: (count + 3) / 4, cost: 128) { range in
      for four in range {
        let w = w + 9 * 4 * four
        // Behind the last kernel the last once more; its U falls into the gap behind the matrix.
        let last = count - 1 - 4 * four
        let (b, c, d) = (9 * min(1, last), 9 * min(2, last), 9 * min(3, last))
        func tap(_ t: Int) -> W.Lanes { W.Lanes(w[t], w[b + t], w[c + t], w[d + t]) }
        let left = W.filter((tap(0), tap(3), tap(6)))
        let middle = W.filter((tap(1), tap(4), tap(7)))
        let right = W.filter((tap(2), tap(5), tap(8)))
        let u = u.start + 4 * four
        store(0, W.filter((left.0, middle.0, right.0)), at: u, stride: stride)
        store(1, W.filter((left.1, middle.1, right.1)), at: u, stride: stride)
        store(2, W.filter((left.2, middle.2, right.2)), at: u, stride: stride)
        store(3, W.filter((left.3, middle.3, right.3)), at: u, stride: stride)
      }
    }
  }

  /// The kernels of U, or what is there plus them: the transpose of ``lower(kernels:into:)``.
  @inlinable
  func raise<Scalar: TensorScalar>(
    kernels u: Matrices<Scalar>, into w: UnsafeMutablePointer<Scalar>, accumulate: Bool
  ) {
    typealias W = Winograd<Scalar>
    let (count, stride) = (u.rows * u.columns, u.stride)
    Cores.forEachRange(of: (count + 3) / 4, cost: 128) { range in
      for four in range {
        let u = UnsafePointer(u.start + 4 * four)
        let a = W.filterTransposed(row(u, 0, stride: stride))
        let b = W.filterTransposed(row(u, 1, stride: stride))
        let c = W.filterTransposed(row(u, 2, stride: stride))
        let d = W.filterTransposed(row(u, 3, stride: stride))
        let left = W.filterTransposed((a.0, b.0, c.0, d.0))
        let middle = W.filterTransposed((a.1, b.1, c.1, d.1))
        let right = W.filterTransposed((a.2, b.2, c.2, d.2))
        for lane in 0..<min(4, count - 4 * four) {
          let w = w + 9 * (4 * four + lane)
          func put(_ t: Int, _ tap: W.Lanes) { w[t] = accumulate ? w[t] + tap[lane] : tap[lane] }
          put(0, left.0)
          put(1, middle.0)
          put(2, right.0)
          put(3, left.1)
          put(4, middle.1)
          put(5, right.1)
          put(6, left.2)
          put(7, middle.2)
          put(8, right.2)
        }
      }
    }
  }

  /// The entries at four neighboring places of four matrices in a row of the sixteen.
  @inlinable @inline(__always)
  func row<Scalar: TensorScalar>(
    _ start: UnsafePointer<Scalar>, _ row: Int, stride: Int
  ) -> (SIMD4<Scalar>, SIMD4<Scalar>, SIMD4<Scalar>, SIMD4<Scalar>) {
    func lanes(_ column: Int) -> SIMD4<Scalar> {
      let first = start + (4 * row + column) * stride
      return SIMD4(first[0], first[1], first[2], first[3])
    }
    return (lanes(0), lanes(1), lanes(2), lanes(3))
  }

  @inlinable @inline(__always)
  func store<Scalar: TensorScalar>(
    _ row: Int, _ values: (SIMD4<Scalar>, SIMD4<Scalar>, SIMD4<Scalar>, SIMD4<Scalar>),
    at start: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    func put(_ column: Int, _ lanes: SIMD4<Scalar>) {
      let first = start + (4 * row + column) * stride
      first[0] = lanes.x
      first[1] = lanes.y
      first[2] = lanes.z
      first[3] = lanes.w
    }
    put(0, values.0)
    put(1, values.1)
    put(2, values.2)
    put(3, values.3)
  }
}
