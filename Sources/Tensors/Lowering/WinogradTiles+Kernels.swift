extension WinogradTiles {
  /// U of kernels [O, C, 3, 3].
  @inlinable
  func lower<Scalar: TensorScalar>(kernels w: UnsafePointer<Scalar>, into u: Matrices<Scalar>) {
    typealias W = Winograd<Scalar>
    let stride = u.stride
    Cores.forEachRange(of: u.rows * u.columns, cost: 64) { range in
      for kernel in range {
        let w = w + 9 * kernel
        let a = W.filter((w[0], w[3], w[6]))
        let b = W.filter((w[1], w[4], w[7]))
        let c = W.filter((w[2], w[5], w[8]))
        W.store(0, W.filter((a.0, b.0, c.0)), at: u.start + kernel, stride: stride)
        W.store(1, W.filter((a.1, b.1, c.1)), at: u.start + kernel, stride: stride)
        W.store(2, W.filter((a.2, b.2, c.2)), at: u.start + kernel, stride: stride)
        W.store(3, W.filter((a.3, b.3, c.3)), at: u.start + kernel, stride: stride)
      }
    }
  }

  /// The kernels of U, or what is there plus them: the transpose of ``lower(kernels:into:)``.
  @inlinable
  func raise<Scalar: TensorScalar>(
    kernels u: Matrices<Scalar>, into w: UnsafeMutablePointer<Scalar>, accumulate: Bool
  ) {
    typealias W = Winograd<Scalar>
    let stride = u.stride
    Cores.forEachRange(of: u.rows * u.columns, cost: 64) { range in
      for kernel in range {
        let a = W.filterTransposed(W.row(u.start + kernel, 0, stride: stride))
        let b = W.filterTransposed(W.row(u.start + kernel, 1, stride: stride))
        let c = W.filterTransposed(W.row(u.start + kernel, 2, stride: stride))
        let e = W.filterTransposed(W.row(u.start + kernel, 3, stride: stride))
        let w = w + 9 * kernel
        let columns = (
          W.filterTransposed((a.0, b.0, c.0, e.0)), W.filterTransposed((a.1, b.1, c.1, e.1)),
          W.filterTransposed((a.2, b.2, c.2, e.2))
        )
        if accumulate {
          add(columns.0, to: w)
          add(columns.1, to: w + 1)
          add(columns.2, to: w + 2)
        } else {
          (w[0], w[3], w[6]) = columns.0
          (w[1], w[4], w[7]) = columns.1
          (w[2], w[5], w[8]) = columns.2
        }
      }
    }
  }

  @inlinable @inline(__always)
  func add<Scalar: TensorScalar>(
    _ column: Winograd<Scalar>.Triple, to w: UnsafeMutablePointer<Scalar>
  ) {
    w[0] += column.0
    w[3] += column.1
    w[6] += column.2
  }
}
