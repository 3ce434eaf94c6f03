import Tensors

extension Linear: PartialForward {
  /// A number of X reaches its row, one of W or b its output.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func reach(
    of coordinate: LayerCoordinate, inputShape: Shape, in context: ForwardContext
  ) -> OutputRegion {
    let isSequence = inputShape.rank == 3
    let steps = isSequence ? inputShape[1] : 1
    var (samples, own, reached) = (0..<inputShape[0], 0..<steps, 0..<outputs)
    switch coordinate {
    case .input(let offset):
      let (n, t) = (offset / inputs).quotientAndRemainder(dividingBy: steps)
      (samples, own) = (n..<n + 1, t..<t + 1)
    case .parameter(let slot, let offset):
      let j = slot == 0 ? offset / inputs : offset
      reached = j..<j + 1
    }
    return isSequence
      ? OutputRegion(samples: samples, channels: own, rows: reached)
      : OutputRegion(samples: samples, channels: reached)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext, only region: OutputRegion,
    displaced coordinate: LayerCoordinate, into part: UnsafeMutableBufferPointer<Scalar>
  ) {
    let (inputs, isSequence) = (inputs, input.shape.rank == 3)
    let steps = isSequence ? input.shape[1] : 1
    let (own, reached) = isSequence ? (region.channels, region.rows) : (0..<1, region.channels)
    input.withElements { x in
      parameters.weight.withElements { w in
        var place = 0
        for n in region.samples {
          for t in own {
            let row = n * steps + t
            let x = UnsafeBufferPointer(rebasing: x[row * inputs..<(row + 1) * inputs])
            for j in reached {
              let w = UnsafeBufferPointer(rebasing: w[j * inputs..<(j + 1) * inputs])
              part[place] = (parameters.bias?[j] ?? 0) + Tensor.sum(inputs) { w[$0] * x[$0] }
              place += 1
            }
          }
        }
      }
    }
  }
}

extension Linear: PartialBackward {
  /// dx[n, ·] = w[j, ·], dw[j, ·] = x[n, ·] and db[j] = 1 for y[n, j].
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    ofOutput offset: Int, cache: Cache,
    _ write: (_ first: LayerCoordinate, _ gradients: UnsafeBufferPointer<Scalar>) -> Void
  ) {
    let (outputs, inputs) = (cache.weight.shape[0], cache.weight.shape[1])
    let (n, j) = offset.quotientAndRemainder(dividingBy: outputs)
    let (sample, row) = (n * inputs..<(n + 1) * inputs, j * inputs..<(j + 1) * inputs)
    cache.weight.withElements { w in
      write(.input(offset: sample.lowerBound), UnsafeBufferPointer(rebasing: w[row]))
    }
    cache.input.withElements { x in
      write(
        .parameter(slot: 0, offset: row.lowerBound), UnsafeBufferPointer(rebasing: x[sample]))
    }
    guard parameters.bias != nil else { return }
    withUnsafePointer(to: 1) { one in
      write(.parameter(slot: 1, offset: j), UnsafeBufferPointer(start: one, count: 1))
    }
  }
}
