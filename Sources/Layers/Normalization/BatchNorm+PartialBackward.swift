import Tensors

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
