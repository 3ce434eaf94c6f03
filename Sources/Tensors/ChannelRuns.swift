/// Where the elements of each channel lie in [N, C] or [N, C, H, W]: in a run for each sample.
public struct ChannelRuns: Sendable {
  public let samples: Int
  public let channels: Int
  /// The first of the samples.
  public let firstSample: Int
  /// The length of a run, H·W.
  public let length: Int

  /// The runs in a tensor of rank 2 or more.
  public init(_ shape: Shape) { self.init(shape, samples: 0..<shape[0]) }

  /// The runs in some samples of a tensor of rank 2 or more.
  public init(_ shape: Shape, samples: Range<Int>) {
    self.samples = samples.count
    firstSample = samples.lowerBound
    channels = shape[1]
    length = shape.stride(of: 1)
  }

  /// The number of elements of a channel.
  @inlinable public var countPerChannel: Int { samples * length }

  /// The offset of the first element of a run; samples are counted from ``firstSample``.
  @inlinable
  public func start(sample: Int, channel: Int) -> Int {
    ((firstSample + sample) * channels + channel) * length
  }

  /// The sum of `term` over the offsets of a channel's elements, sample by sample.
  @inlinable @inline(__always)
  public func sum<Scalar: TensorScalar>(over channel: Int, _ term: (Int) -> Scalar) -> Scalar {
    var total: Scalar = 0
    for n in 0..<samples {
      let start = start(sample: n, channel: channel)
      total += Tensor.sum(length) { term(start &+ $0) }
    }
    return total
  }

  /// Calls `body` with the offsets of a channel's elements, sample by sample.
  @inlinable @inline(__always)
  public func forEachOffset(of channel: Int, _ body: (Int) -> Void) {
    for n in 0..<samples {
      let start = start(sample: n, channel: channel)
      for i in start..<start + length { body(i) }
    }
  }

  /// Calls `body` with the numbers of all channels, from several threads at once.
  ///
  /// - Parameters:
  ///   - cost: The number of operations an element takes.
  ///   - body: Called once for each channel.
  @inlinable
  public func forEachChannel(cost: Int, _ body: (Int) -> Void) {
    Cores.forEachRange(of: channels, cost: countPerChannel * cost) { range in
      for channel in range { body(channel) }
    }
  }
}

extension Tensor {
  /// The sum of each channel of [N, C] or [N, C, H, W].
  @inlinable
  public func channelSums() -> [Scalar] {
    let runs = ChannelRuns(shape)
    return [Scalar](unsafeUninitializedCapacity: runs.channels) { sums, count in
      let sums = sums
      withElements { x in
        runs.forEachChannel(cost: 1) { channel in
          sums[channel] = runs.sum(over: channel) { x[$0] }
        }
      }
      count = runs.channels
    }
  }
}
