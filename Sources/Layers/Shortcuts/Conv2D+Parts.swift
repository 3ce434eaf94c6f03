import Tensors

extension Conv2D {
  /// U and V of a whole convolution, for evaluations of which each changes one of them. Nobody writes to
  /// them.
  struct Lowered: @unchecked Sendable {
    let kernels: Matrices<Scalar>
    let images: Matrices<Scalar>
  }

  /// U of a frozen convolution, for the filter by which it was worked out.
  struct Frozen: @unchecked Sendable {
    let filter: MinimalFilter
    let kernels: Matrices<Scalar>
  }
}

// MARK: - Many inputs

extension Conv2D: FreezableForward {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func frozen(for shape: Shape) -> Self {
    guard let (_, lowering) = lowering(shape), case .tiles(let tiles) = lowering else {
      return self
    }
    var frozen = self
    frozen.frozen = Frozen(
      filter: tiles.filter,
      kernels: lowering.lower(kernels: parameters.weight, 0..<outputChannels))
    return frozen
  }

  /// U, where it is frozen and the one that `lowering` takes.
  func frozenKernels(for lowering: Lowering) -> Matrices<Scalar>? {
    guard let frozen, case .tiles(let tiles) = lowering, tiles.filter == frozen.filter else {
      return nil
    }
    return frozen.kernels
  }
}

// MARK: - Parts

extension Conv2D: PartialForward {
  /// A pixel reaches the places of its sample whose windows read it, a weight or bias its channel.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func reach(
    of coordinate: LayerCoordinate, inputShape: Shape, in context: ForwardContext
  ) -> OutputRegion {
    guard let (grid, lowering) = lowering(inputShape) else {
      preconditionFailure("\(self) takes no input \(inputShape)")
    }
    var region = OutputRegion(
      samples: 0..<inputShape[0], channels: 0..<outputChannels, rows: 0..<grid.rows.count,
      columns: 0..<grid.columns.count)
    switch coordinate {
    case .input(let offset):
      let (row, column) = (offset / inputShape[3] % inputShape[2], offset % inputShape[3])
      let n = offset / inputShape.stride(of: 0)
      region.samples = n..<n + 1
      // From the first place of a tile on, so that the tiles are those of the whole.
      func tiled(_ windows: Range<Int>) -> Range<Int> {
        let length = lowering.tileLength
        return windows.lowerBound / length * length..<windows.upperBound
      }
      region.rows = tiled(grid.rows.windows(reading: row))
      region.columns = tiled(grid.columns.windows(reading: column))
    case .parameter(let slot, let offset):
      let o = slot == 0 ? offset / parameters.weight.shape.stride(of: 0) : offset
      region.channels = o..<o + 1
    }
    return region
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext, only region: OutputRegion,
    displaced coordinate: LayerCoordinate, into part: UnsafeMutableBufferPointer<Scalar>
  ) {
    guard let (_, lowering) = lowering(input.shape) else {
      preconditionFailure("\(self) takes no input \(input.shape)")
    }
    let own = lowering.windows(rows: region.rows, columns: region.columns)
    switch coordinate {
    case .input: convolve(input, own, only: region, kernels: lowered?.kernels, into: part)
    case .parameter: convolve(input, own, only: region, images: lowered?.images, into: part)
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func prepared(for input: Tensor<Scalar>) -> Self {
    let (samples, outputs) = (input.shape[0], outputChannels)
    guard let (_, lowering) = lowering(input.shape), lowering.chunks(of: samples).count == 1,
      lowering.blocks(of: outputs).count == 1
    else { return self }
    var prepared = self
    prepared.lowered = Lowered(
      kernels: lowering.lower(kernels: parameters.weight, 0..<outputs),
      images: lowering.lower(images: input, 0..<samples))
    return prepared
  }

  public mutating func displace(_ slot: Int, _ change: (inout Tensor<Scalar>) -> Void) {
    let lowered = lowered
    change(&parameters[slot: slot])
    self.lowered = lowered
  }

  private func lowering(_ shape: Shape) -> (WindowGrid, Lowering)? {
    guard let grid = geometry.grid(over: Extent(shape[2], shape[3])) else { return nil }
    return (
      grid,
      Lowering(grid: grid, samples: shape[0], inputs: inputChannels, outputs: outputChannels)
    )
  }
}

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
