/// How a convolution of a batch becomes matrix products.
///
///     U = lower(w)    V = lower(x)    Mₖ = Uₖ·Vₖ for each k    y = raise(M) + b
///
/// Each of the three rearrangements is linear and comes with its transpose, so the gradients are
///
///     dM = lower(g)    dUₖ = dMₖ·Vₖᵀ    dVₖ = Uₖᵀ·dMₖ    dw = raise(dU)    dx = raise(dV)
///
/// There is one product of the windows' columns where U is w (``WindowColumns``), or there are many
/// smaller ones (``WinogradTiles``).
public enum Lowering: Sendable {
  case columns(WindowColumns)
  case tiles(WinogradTiles)

  /// The one that takes least time for a batch of `samples`.
  public init(grid: WindowGrid, samples: Int, inputs: Int, outputs: Int) {
    let columns = Lowering.columns(WindowColumns(grid: grid, channels: inputs))
    guard columns.cost(samples: samples, outputs: outputs) > Lowering.least else {
      self = columns
      return
    }
    let tiles = MinimalFilter.allCases.compactMap {
      WinogradTiles(grid: grid, channels: inputs, filter: $0)
    }
    self =
      ([columns] + tiles.map(Lowering.tiles)).min {
        $0.cost(samples: samples, outputs: outputs) < $1.cost(samples: samples, outputs: outputs)
      } ?? columns
  }

  /// Where a convolution takes less than this, in terms of ``cost(samples:outputs:)``, there is little to
  /// gain; but a small part of it, evaluated alone, would be many tiny products.
  private static let least = 5_000_000

  /// About how long a convolution takes, in the time of one multiplication of a matrix product.
  ///
  /// To rearrange a number for tiles takes as long as some twenty multiplications, which is little only
  /// where every x meets many w and every w many x.
  private func cost(samples: Int, outputs: Int) -> Int {
    let columns = samples * width
    let rearranged = outputs * inner + (inner + outputs) * columns
    let weight =
      switch self {
      case .columns: 8
      case .tiles: 24
      }
    return products * (outputs * inner * columns + weight * rearranged)
  }

  /// The same for some rows and columns of the output alone. Where these start with a tile, every number
  /// comes about as it does in the whole.
  public func windows(rows: Range<Int>, columns: Range<Int>) -> Lowering {
    switch self {
    case .columns(let all):
      .columns(
        WindowColumns(
          grid: all.grid.windows(rows: rows, columns: columns), channels: all.channels))
    case .tiles(let tiles): .tiles(tiles.windows(rows: rows, columns: columns))
    }
  }

  /// The rows, and the columns, of the output that are worked out together.
  public var tileLength: Int {
    switch self {
    case .columns: 1
    case .tiles(let tiles): tiles.filter.outputs
    }
  }

  /// The number of products.
  @inlinable public var products: Int {
    switch self {
    case .columns: 1
    case .tiles(let tiles): tiles.products
    }
  }

  /// The length of the sums in each product: the columns of U and the rows of V.
  @inlinable public var inner: Int {
    switch self {
    case .columns(let columns): columns.taps
    case .tiles(let tiles): tiles.channels
    }
  }

  /// OH·OW.
  @inlinable public var outputArea: Int {
    switch self {
    case .columns(let columns): columns.windows
    case .tiles(let tiles): tiles.windows
    }
  }

  /// The columns of V and M for each sample.
  @inlinable public var width: Int {
    switch self {
    case .columns(let columns): columns.windows
    case .tiles(let tiles): tiles.tiles
    }
  }

  /// The ranges of samples that are worked on one after the other, so that V stays within some
  /// megabytes. At least one, which is empty where there is no sample.
  public func chunks(of samples: Int) -> [Range<Int>] {
    ranges(of: samples, length: (1 << 21) / max(1, products * inner * width))
  }

  /// Calls `body` with ranges of samples that make up all of them, where nothing is summed over samples.
  ///
  /// V of many samples is too large for a core's cache, and then takes longer to write and to read than to
  /// multiply. So each core works on a few samples at a time, unless these are too few for the time that it
  /// takes to go over all kernels again.
  public func forEachChunk(of samples: Int, _ body: (Range<Int>) -> Void) {
    let columns = Lowering.few / max(1, products * inner)
    guard columns >= 64 else { return chunks(of: samples).forEach(body) }
    let few = ranges(of: samples, length: columns / max(1, width))
    Cores.forEach(few.count) { body(few[$0]) }
  }

  /// The numbers of V that a core's cache has room for.
  private static let few = 1 << 15

  /// Whether V of so many samples is small enough to be kept, and to be worked on at once.
  public func isSmall(samples: Int) -> Bool {
    products * inner * width * samples <= Lowering.few
  }

  /// The ranges of output channels that are worked on one after the other, so that U stays within some
  /// megabytes; M, where U is there already.
  ///
  /// - Parameters:
  ///   - outputs: The number of output channels.
  ///   - columns: Those of M, where U is there.
  public func blocks(of outputs: Int, columns: Int? = nil) -> [Range<Int>] {
    switch self {
    case .columns: [0..<outputs]
    case .tiles: ranges(of: outputs, length: (1 << 20) / max(1, products * (columns ?? inner)))
    }
  }

  private func ranges(of count: Int, length: Int) -> [Range<Int>] {
    let pieces = max(1, (count + max(1, length) - 1) / max(1, length))
    return (0..<pieces).map { $0 * count / pieces..<($0 + 1) * count / pieces }
  }
}

// MARK: - Images

extension Lowering {
  /// V of some samples of images [N, C, H, W].
  @inlinable
  public func lower<Scalar: TensorScalar>(
    images: Tensor<Scalar>, _ samples: Range<Int>
  ) -> Matrices<Scalar> {
    let v = Matrices<Scalar>(products, rows: inner, columns: samples.count * width)
    images.withElements { x in
      guard !samples.isEmpty, let x = x.baseAddress else { return }
      let first = x + samples.lowerBound * images.shape.stride(of: 0)
      switch self {
      case .columns(let columns): columns.lower(images: first, samples: samples.count, into: v)
      case .tiles(let tiles): tiles.lower(images: first, samples: samples.count, into: v)
      }
    }
    return v
  }

  /// Writes what the transpose of ``lower(images:_:)`` makes of V to some samples of `images`.
  @inlinable
  public func raise<Scalar: TensorScalar>(
    images v: Matrices<Scalar>, to images: inout Tensor<Scalar>, _ samples: Range<Int>
  ) {
    let stride = images.shape.stride(of: 0)
    images.withMutableElements { x in
      guard !samples.isEmpty, let x = x.baseAddress else { return }
      let first = x + samples.lowerBound * stride
      switch self {
      case .columns(let columns): columns.raise(images: v, samples: samples.count, into: first)
      case .tiles(let tiles): tiles.raise(images: v, samples: samples.count, into: first)
      }
    }
  }
}

// MARK: - Kernels

extension Lowering {
  /// U of the kernels of some output channels of `kernels` [O, C, kh, kw].
  @inlinable
  public func lower<Scalar: TensorScalar>(
    kernels: Tensor<Scalar>, _ channels: Range<Int>
  ) -> Matrices<Scalar> {
    let u = Matrices<Scalar>(products, rows: channels.count, columns: inner)
    kernels.withElements { w in
      guard let w = w.baseAddress else { return }
      let first = w + channels.lowerBound * kernels.shape.stride(of: 0)
      switch self {
      case .columns: u.start.update(from: first, count: channels.count * inner)
      case .tiles(let tiles): tiles.lower(kernels: first, into: u)
      }
    }
    return u
  }

  /// Calls `body` with U of the kernels of some output channels of `kernels` [O, C, kh, kw].
  ///
  /// - Parameters:
  ///   - kernels: [O, C, kh, kw].
  ///   - channels: Which of the output channels.
  ///   - known: U of all channels, if it is known already.
  ///   - body: What works with U.
  @inlinable
  public func withLowered<Scalar: TensorScalar>(
    kernels: Tensor<Scalar>, _ channels: Range<Int>, known: Matrices<Scalar>? = nil,
    _ body: (Matrices<Scalar>) -> Void
  ) {
    if let known { return body(known.rows(channels)) }
    switch self {
    case .columns:
      kernels.withElements { w in
        guard let w = w.baseAddress else { return }
        let first = w + channels.lowerBound * kernels.shape.stride(of: 0)
        // Nobody writes to a U.
        body(
          Matrices(at: UnsafeMutablePointer(mutating: first), rows: channels.count, columns: inner))
      }
    case .tiles: body(lower(kernels: kernels, channels))
    }
  }

  /// Writes what the transpose of `withLowered(kernels:_:_:)` makes of the U that `body` writes to the
  /// kernels of some output channels in memory, or adds it where `accumulate` is set. `body` is told
  /// whether it is to add to what U holds.
  @inlinable
  public func raise<Scalar: TensorScalar>(
    kernels: UnsafeMutableBufferPointer<Scalar>, _ channels: Range<Int>, accumulate: Bool,
    _ body: (Matrices<Scalar>, _ accumulate: Bool) -> Void
  ) {
    guard let w = kernels.baseAddress else { return }
    switch self {
    case .columns:
      let first = w + channels.lowerBound * inner
      body(Matrices(at: first, rows: channels.count, columns: inner), accumulate)
    case .tiles(let tiles):
      let u = Matrices<Scalar>(products, rows: channels.count, columns: inner)
      body(u, false)
      tiles.raise(kernels: u, into: w + channels.lowerBound * inner * 9, accumulate: accumulate)
    }
  }
}

// MARK: - Outputs

extension Lowering {
  /// M of some samples and channels of outputs [N, O, OH, OW].
  @inlinable
  public func lower<Scalar: TensorScalar>(
    outputs: Tensor<Scalar>, _ samples: Range<Int>, _ channels: Range<Int>
  ) -> Matrices<Scalar> {
    let m = Matrices<Scalar>(products, rows: channels.count, columns: samples.count * width)
    let stride = outputs.shape.stride(of: 0)
    outputs.withElements { y in
      guard !samples.isEmpty, let y = y.baseAddress else { return }
      let first = y + samples.lowerBound * stride + channels.lowerBound * outputArea
      switch self {
      case .columns(let columns):
        columns.lower(outputs: first, sampleStride: stride, samples: samples.count, into: m)
      case .tiles(let tiles):
        tiles.lower(outputs: first, sampleStride: stride, samples: samples.count, into: m)
      }
    }
    return m
  }

  /// Writes what the transpose of ``lower(outputs:_:_:)`` makes of M, plus a bias for each channel, to
  /// memory in which the samples of M are the first and a sample has `bias.count` channels.
  ///
  /// - Parameters:
  ///   - m: M.
  ///   - bias: A number for each channel of a sample.
  ///   - channels: Those of M among the channels of `bias`.
  ///   - y: The first of the samples.
  ///   - samples: Their number.
  @inlinable
  public func raise<Scalar: TensorScalar>(
    outputs m: Matrices<Scalar>, bias: UnsafeBufferPointer<Scalar>, _ channels: Range<Int>,
    to y: UnsafeMutablePointer<Scalar>, samples: Int
  ) {
    guard samples > 0 else { return }
    let stride = bias.count * outputArea
    let first = y + channels.lowerBound * outputArea
    let bias = UnsafeBufferPointer(rebasing: bias[channels])
    switch self {
    case .columns(let columns):
      columns.raise(outputs: m, bias: bias, to: first, sampleStride: stride, samples: samples)
    case .tiles(let tiles):
      tiles.raise(outputs: m, bias: bias, to: first, sampleStride: stride, samples: samples)
    }
  }
}
