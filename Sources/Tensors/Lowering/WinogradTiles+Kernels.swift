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

  /// The kernels of U: the transpose of ``lower(kernels:into:)``.
  @inlinable
  func raise<Scalar: TensorScalar>(
    kernels u: Matrices<Scalar>, into w: UnsafeMutablePointer<Scalar>
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
        (w[0], w[3], w[6]) = W.filterTransposed((a.0, b.0, c.0, e.0))
        (w[1], w[4], w[7]) = W.filterTransposed((a.1, b.1, c.1, e.1))
        (w[2], w[5], w[8]) = W.filterTransposed((a.2, b.2, c.2, e.2))
      }
    }
  }
}
