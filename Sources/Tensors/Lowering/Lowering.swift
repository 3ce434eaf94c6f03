/// How a convolution of a batch becomes matrix products.
///
///     U = lower(w)    V = lower(x)    Mₖ = Uₖ·Vₖ for each k    y = raise(M) + b
///
/// Each of the three rearrangements is linear and comes with its transpose, so the gradients are
///
///     dM = lower(g)    dUₖ = dMₖ·Vₖᵀ    dVₖ = Uₖᵀ·dMₖ    dw = raise(dU)    dx = raise(dV)
///
/// There is one product of the windows' columns where U is w (``WindowColumns``), or there are sixteen
/// smaller ones (``WinogradTiles``).
public enum Lowering: Sendable {
  case columns(WindowColumns)
  case tiles(WinogradTiles)

  /// The one that takes less time. Tiles take less than half of the multiplications; what they cost is
  /// a few additions for each number in x, w and y, little only where every x meets many w and every w
  /// many x.
  public init(grid: WindowGrid, samples: Int, inputs: Int, outputs: Int) {
    if let tiles = WinogradTiles(grid: grid, channels: inputs), min(inputs, outputs) >= 16,
      samples * tiles.tiles >= 32
    {
      self = .tiles(tiles)
    } else {
      self = .columns(WindowColumns(grid: grid, channels: inputs))
    }
  }

  /// The number of products.
  @inlinable public var products: Int {
    switch self {
    case .columns: 1
    case .tiles: 16
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
  @inlinable var outputArea: Int {
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

  /// The ranges of samples that are worked on one after the other, so that V and M stay within some
  /// megabytes. At least one, which is empty where there is no sample.
  public func chunks(of samples: Int, outputs: Int) -> [Range<Int>] {
    let most = max(1, Lowering.entries / max(1, products * (inner + outputs) * width))
    let count = max(1, (samples + most - 1) / most)
    return (0..<count).map { $0 * samples / count..<($0 + 1) * samples / count }
  }

  private static let entries = 1 << 22
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
  /// Calls `body` with U of kernels [O, C, kh, kw].
  @inlinable
  public func withLowered<Scalar: TensorScalar>(
    kernels: Tensor<Scalar>, _ body: (Matrices<Scalar>) -> Void
  ) {
    kernels.withElements { w in
      guard let w = w.baseAddress else { return }
      switch self {
      case .columns:
        // Nobody writes to a U.
        let start = UnsafeMutablePointer(mutating: w)
        body(Matrices(at: start, rows: kernels.shape[0], columns: inner))
      case .tiles(let tiles):
        let u = Matrices<Scalar>(products, rows: kernels.shape[0], columns: inner)
        tiles.lower(kernels: w, into: u)
        body(u)
      }
    }
  }

  /// The kernels of this shape that the transpose of lowering makes of the U that `body` writes.
  @inlinable
  public func raisedKernels<Scalar: TensorScalar>(
    _ shape: Shape, _ body: (Matrices<Scalar>) -> Void
  ) -> Tensor<Scalar> {
    Tensor(shape) { w in
      guard let w = w.baseAddress else { return }
      switch self {
      case .columns: body(Matrices(at: w, rows: shape[0], columns: inner))
      case .tiles(let tiles):
        let u = Matrices<Scalar>(products, rows: shape[0], columns: inner)
        body(u)
        tiles.raise(kernels: u, into: w)
      }
    }
  }
}

// MARK: - Outputs

extension Lowering {
  /// M of some samples of outputs [N, O, OH, OW].
  @inlinable
  public func lower<Scalar: TensorScalar>(
    outputs: Tensor<Scalar>, _ samples: Range<Int>
  ) -> Matrices<Scalar> {
    let m = Matrices<Scalar>(products, rows: outputs.shape[1], columns: samples.count * width)
    outputs.withElements { y in
      guard !samples.isEmpty, let y = y.baseAddress else { return }
      let first = y + samples.lowerBound * outputs.shape.stride(of: 0)
      switch self {
      case .columns(let columns): columns.lower(outputs: first, samples: samples.count, into: m)
      case .tiles(let tiles): tiles.lower(outputs: first, samples: samples.count, into: m)
      }
    }
    return m
  }

  /// Writes what the transpose of ``lower(outputs:_:)`` makes of M, plus a bias for each channel, to
  /// some samples of outputs in memory.
  @inlinable
  public func raise<Scalar: TensorScalar>(
    outputs m: Matrices<Scalar>, bias: Tensor<Scalar>,
    to outputs: UnsafeMutableBufferPointer<Scalar>, _ samples: Range<Int>
  ) {
    bias.withElements { bias in
      guard !samples.isEmpty, let y = outputs.baseAddress else { return }
      let first = y + samples.lowerBound * m.rows * outputArea
      switch self {
      case .columns(let columns):
        columns.raise(outputs: m, samples: samples.count, bias: bias, into: first)
      case .tiles(let tiles):
        tiles.raise(outputs: m, samples: samples.count, bias: bias, into: first)
      }
    }
  }
}
