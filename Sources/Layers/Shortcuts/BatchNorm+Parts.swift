import Tensors

extension BatchNorm: PartialForward {
  /// A number of x reaches its channel, in inference of its sample only; one of γ or β its channel.
  public func reach(
    of coordinate: LayerCoordinate, inputShape: Shape, in context: ForwardContext
  ) -> OutputRegion {
    var region = OutputRegion(of: inputShape)
    switch coordinate {
    case .input(let offset):
      let (n, c) = (offset / inputShape.stride(of: 1)).quotientAndRemainder(dividingBy: channels)
      region.channels = c..<c + 1
      if context.mode == .inference { region.samples = n..<n + 1 }
    case .parameter(_, let c):
      region.channels = c..<c + 1
    }
    return region
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext, only region: OutputRegion,
    displaced coordinate: LayerCoordinate, into part: UnsafeMutableBufferPointer<Scalar>
  ) {
    let runs = ChannelRuns(input.shape)
    let rowLength = input.shape.rank > 2 ? input.shape.stride(of: 2) : 1
    let rows = region.rows.lowerBound * rowLength..<region.rows.upperBound * rowLength
    input.withElements { x in
      for (place, c) in region.channels.enumerated() {
        let own = statistics(of: c, runs, x, isFromBatch: context.mode == .training)
        let (gamma, beta) = (parameters.gamma[c], parameters.beta[c])
        for (sample, n) in region.samples.enumerated() {
          let start = runs.start(sample: n, channel: c) + rows.lowerBound
          let target = (sample * region.channels.count + place) * rows.count
          for i in 0..<rows.count {
            part[target + i] = gamma * ((x[start + i] - own.mean) * own.inverseDeviation) + beta
          }
        }
      }
    }
  }
}

extension BatchNorm: PartialBackward {
  /// dβ = 1, dγ = x̂ₖ and, over the channel of yₖ, M values,
  ///
  ///     dxᵢ = γ / √(v + ε) · ([i = k] − 1/M − x̂ᵢ·x̂ₖ/M)        training
  ///     dxᵢ = γ / √(v + ε) · [i = k]                            inference
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    ofOutput k: Int, cache: Cache,
    _ write: (_ first: LayerCoordinate, _ gradients: UnsafeBufferPointer<Scalar>) -> Void
  ) {
    let runs = ChannelRuns(cache.input.shape)
    let c = k / runs.length % runs.channels
    let own = cache.statistics[c]
    let scale = cache.gamma[c] * own.inverseDeviation
    cache.input.withElements { x in
      let normalized = (x[k] - own.mean) * own.inverseDeviation
      if cache.isFromBatch {
        let share = 1 / Scalar(runs.countPerChannel)
        let slope = normalized * share * own.inverseDeviation
        withUnsafeTemporaryAllocation(of: Scalar.self, capacity: runs.length) { dx in
          for n in 0..<runs.samples {
            let start = runs.start(sample: n, channel: c)
            for i in 0..<runs.length {
              dx[i] = scale * (-share - (x[start + i] - own.mean) * slope)
            }
            if start <= k, k < start + runs.length { dx[k - start] += scale }
            write(.input(offset: start), UnsafeBufferPointer(dx))
          }
        }
      } else {
        withUnsafePointer(to: scale) {
          write(.input(offset: k), UnsafeBufferPointer(start: $0, count: 1))
        }
      }
      withUnsafePointer(to: normalized) {
        write(.parameter(slot: 0, offset: c), UnsafeBufferPointer(start: $0, count: 1))
      }
    }
    withUnsafePointer(to: 1) {
      write(.parameter(slot: 1, offset: c), UnsafeBufferPointer(start: $0, count: 1))
    }
  }
}
