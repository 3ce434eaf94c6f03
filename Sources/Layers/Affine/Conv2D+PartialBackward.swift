import Tensors

extension Conv2D: PartialBackward {
  /// dx[n, c, …] = w[o,c,i,j], dw[o,c,i,j] = x[n, c, …] and db[o] = 1 for y[n,o,r,s], over the taps of the
  /// window that lie on the image.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    ofOutput offset: Int, cache: Cache,
    _ write: (_ first: LayerCoordinate, _ gradients: UnsafeBufferPointer<Scalar>) -> Void
  ) {
    let (shape, weight) = (cache.input.shape, cache.weight)
    guard let grid = geometry.grid(over: Extent(shape[2], shape[3])) else {
      preconditionFailure("\(self) takes no input \(shape)")
    }
    let (down, across) = (grid.rows, grid.columns)
    let (plane, s) = offset.quotientAndRemainder(dividingBy: across.count)
    let (channel, r) = plane.quotientAndRemainder(dividingBy: down.count)
    let (n, o) = channel.quotientAndRemainder(dividingBy: weight.shape[0])
    let taps = across.taps(onImageInWindow: s)
    // Taps side by side are read from pixels side by side.
    let isDense = across.dilation == 1
    let (runs, length) = isDense ? (min(1, taps.count), taps.count) : (taps.count, 1)
    cache.input.withElements { x in
      weight.withElements { w in
        for c in 0..<shape[1] {
          for i in down.taps(onImageInWindow: r) {
            let row = (n * shape[1] + c) * down.size + down.position(window: r, tap: i)
            let kernelRow = (o * shape[1] + c) * down.kernel + i
            for run in 0..<runs {
              let j = taps.lowerBound + run
              let pixel = row * across.size + across.position(window: s, tap: j)
              let tap = kernelRow * across.kernel + j
              write(
                .input(offset: pixel), UnsafeBufferPointer(rebasing: w[tap..<tap + length]))
              write(
                .parameter(slot: 0, offset: tap),
                UnsafeBufferPointer(rebasing: x[pixel..<pixel + length]))
            }
          }
        }
      }
    }
    guard parameters.bias != nil else { return }
    withUnsafePointer(to: 1) { one in
      write(.parameter(slot: 1, offset: o), UnsafeBufferPointer(start: one, count: 1))
    }
  }
}
