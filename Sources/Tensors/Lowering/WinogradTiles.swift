/// A convolution by 3×3 kernels, stride 1, as many small matrix products instead of one large one, which
/// take fewer multiplications: with F(4×4, 3×3) 36 for 4×4 outputs, where the definition takes 144
/// (``MinimalFilter``).
///
/// The output is cut into tiles of m×m; each reads more than that of the image, rows and columns that it
/// shares with its neighbors. Image, kernel and output of a tile each become p×p numbers, and number k of
/// the output's is Σ_c of the products of the numbers k of kernel (o, c) and image c. So with
///
///     Uₖ [O, C] = the kernels, Vₖ [C, N·T] = the images, Mₖ [O, N·T] = the output, T tiles a sample
///
/// the convolution is Mₖ = Uₖ·Vₖ for k in 0 ..< p². Each of the three rearrangements is linear, and
/// comes with its transpose, which is what the backward pass needs.
public struct WinogradTiles: Sendable {
  public let grid: WindowGrid
  public let channels: Int
  public let filter: MinimalFilter

  /// Nil where the windows are not 3×3 side by side, or not those that the filter is for.
  public init?(grid: WindowGrid, channels: Int, filter: MinimalFilter) {
    for axis in [grid.rows, grid.columns] {
      guard axis.kernel == 3, axis.stride == 1, axis.dilation == 1 else { return nil }
      if filter == .twoInputs, axis.size != 2 || axis.padding != 1 { return nil }
    }
    self.init(grid, channels: channels, filter: filter)
  }

  private init(_ grid: WindowGrid, channels: Int, filter: MinimalFilter) {
    self.grid = grid
    self.channels = channels
    self.filter = filter
  }

  /// The tiles of some rows and columns of the output alone.
  func windows(rows: Range<Int>, columns: Range<Int>) -> WinogradTiles {
    WinogradTiles(
      grid.windows(rows: rows, columns: columns), channels: channels, filter: filter)
  }

  /// p², the number of matrices.
  @inlinable public var products: Int { filter.products * filter.products }
  /// T, the number of tiles a sample.
  @inlinable public var tiles: Int { count(grid.rows) * count(grid.columns) }
  /// OH·OW.
  @inlinable var windows: Int { grid.rows.count * grid.columns.count }
  @inlinable var imageArea: Int { grid.rows.size * grid.columns.size }

  @inlinable
  func count(_ axis: WindowAxis) -> Int { (axis.count + filter.outputs - 1) / filter.outputs }

  /// What the tiles read of an image.
  @inlinable var images: TiledPlane {
    func axis(_ axis: WindowAxis) -> TiledPlane.Axis {
      TiledPlane.Axis(
        size: axis.size, offset: axis.padding - filter.skipped, tiles: count(axis),
        side: filter.inputs, step: filter.outputs)
    }
    return TiledPlane(rows: axis(grid.rows), columns: axis(grid.columns), step: filter.outputs)
  }

  /// What they are of an output.
  @inlinable var outputs: TiledPlane {
    func axis(_ axis: WindowAxis) -> TiledPlane.Axis {
      TiledPlane.Axis(
        size: axis.count, offset: 0, tiles: count(axis), side: filter.outputs,
        step: filter.outputs)
    }
    return TiledPlane(rows: axis(grid.rows), columns: axis(grid.columns), step: filter.outputs)
  }
}

// MARK: - Images

extension WinogradTiles {
  /// V of `samples` images.
  @inlinable
  func lower<Scalar: TensorScalar>(
    images x: UnsafePointer<Scalar>, samples: Int, into v: Matrices<Scalar>
  ) {
    func lower<Filter: FilterMaps>(_ filter: Filter.Type) {
      images.lower(
        Filter.Images.self, x, sampleStride: channels * imageArea, samples: samples, into: v)
    }
    switch filter {
    case .twoInputs: lower(TwoInputs.self)
    case .twoOutputs: lower(TwoOutputs.self)
    case .fourOutputs: lower(FourOutputs.self)
    }
  }

  /// The images of V: the transpose of ``lower(images:samples:into:)``.
  @inlinable
  func raise<Scalar: TensorScalar>(
    images v: Matrices<Scalar>, samples: Int, into x: UnsafeMutablePointer<Scalar>
  ) {
    func raise<Filter: FilterMaps>(_ filter: Filter.Type) {
      images.raise(
        Filter.Images.self, v, to: x, sampleStride: channels * imageArea, samples: samples)
    }
    switch filter {
    case .twoInputs: raise(TwoInputs.self)
    case .twoOutputs: raise(TwoOutputs.self)
    case .fourOutputs: raise(FourOutputs.self)
    }
  }
}

// MARK: - Kernels

extension WinogradTiles {
  /// U of kernels [O, C, 3, 3].
  @inlinable
  func lower<Scalar: TensorScalar>(kernels w: UnsafePointer<Scalar>, into u: Matrices<Scalar>) {
    func lower<Filter: FilterMaps>(_ filter: Filter.Type) {
      let count = u.rows * u.columns
      Cores.forEachRange(of: (count + 3) / 4, cost: 8 * products) { range in
        let bench = TileBench<Filter.Kernels, Scalar>()
        for four in range {
          let last = count - 1 - 4 * four
          bench.lower(
            w + 4 * four * 9, at: 9 &* pointwiseMin(SIMD4(0, 1, 2, 3), SIMD4(repeating: last)),
            rowLength: 3, count: min(4, last + 1), to: u.start + 4 * four, stride: u.stride)
        }
      }
    }
    switch filter {
    case .twoInputs: lower(TwoInputs.self)
    case .twoOutputs: lower(TwoOutputs.self)
    case .fourOutputs: lower(FourOutputs.self)
    }
  }

  /// The kernels of U, or what is there plus them: the transpose of ``lower(kernels:into:)``.
  @inlinable
  func raise<Scalar: TensorScalar>(
    kernels u: Matrices<Scalar>, into w: UnsafeMutablePointer<Scalar>, accumulate: Bool
  ) {
    func raise<Filter: FilterMaps>(_ filter: Filter.Type) {
      let count = u.rows * u.columns
      Cores.forEachRange(of: (count + 3) / 4, cost: 8 * products) { range in
        let bench = TileBench<Filter.Kernels, Scalar>()
        for four in range {
          let (first, present) = (w + 4 * four * 9, min(4, count - 4 * four))
          if !accumulate { first.update(repeating: 0, count: present * 9) }
          bench.raise(
            u.start + 4 * four, stride: u.stride, to: first, at: SIMD4(0, 9, 18, 27), rowLength: 3,
            count: present)
        }
      }
    }
    switch filter {
    case .twoInputs: raise(TwoInputs.self)
    case .twoOutputs: raise(TwoOutputs.self)
    case .fourOutputs: raise(FourOutputs.self)
    }
  }
}

// MARK: - Outputs

extension WinogradTiles {
  /// The outputs of M, each channel plus its bias.
  @inlinable
  func raise<Scalar: TensorScalar>(
    outputs m: Matrices<Scalar>, bias: UnsafeBufferPointer<Scalar>,
    to y: UnsafeMutablePointer<Scalar>, sampleStride: Int, samples: Int
  ) {
    func raise<Filter: FilterMaps>(_ filter: Filter.Type) {
      outputs.raise(
        Filter.Outputs.self, m, bias: bias, to: y, sampleStride: sampleStride, samples: samples)
    }
    switch filter {
    case .twoInputs: raise(TwoInputs.self)
    case .twoOutputs: raise(TwoOutputs.self)
    case .fourOutputs: raise(FourOutputs.self)
    }
  }

  /// M of outputs: the transpose of ``raise(outputs:bias:to:sampleStride:samples:)`` without its
  /// bias.
  @inlinable
  func lower<Scalar: TensorScalar>(
    outputs g: UnsafePointer<Scalar>, sampleStride: Int, samples: Int, into m: Matrices<Scalar>
  ) {
    func lower<Filter: FilterMaps>(_ filter: Filter.Type) {
      outputs.lower(
        Filter.Outputs.self, g, sampleStride: sampleStride, samples: samples, into: m)
    }
    switch filter {
    case .twoInputs: lower(TwoInputs.self)
    case .twoOutputs: lower(TwoOutputs.self)
    case .fourOutputs: lower(FourOutputs.self)
    }
  }
}
