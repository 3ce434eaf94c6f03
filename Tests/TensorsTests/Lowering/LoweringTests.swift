import Synchronization
import Tensors
import Testing

@Suite("Lowering")
struct LoweringTests {
  private static let samples = 3
  private static let inputs = 2
  private static let outputs = 5

  /// Images of up to 9×9 with every padding that a tile can meet, most of them odd.
  static let grids: [WindowGrid] = (1...9).flatMap { height in
    (1...9).flatMap { width in
      (0...2).compactMap { padding in
        WindowGeometry(
          kernel: 3, padding: Extent(padding, (padding + height + 2 * width) % 3)
        ).grid(over: Extent(height, width))
      }
    }
  }

  private static func lowerings(_ grid: WindowGrid) -> [Lowering] {
    let tiles = MinimalFilter.allCases.compactMap {
      WinogradTiles(grid: grid, channels: inputs, filter: $0)
    }
    return [.columns(WindowColumns(grid: grid, channels: inputs))] + tiles.map(Lowering.tiles)
  }

  private struct Result<Scalar: TensorScalar> {
    var output, inputGradient, kernelGradient: Tensor<Scalar>

    /// The largest difference, next to the largest of the numbers.
    func distance(to exact: Result) -> Scalar {
      func distance(_ part: KeyPath<Result, Tensor<Scalar>>) -> Scalar {
        let (own, others) = (self[keyPath: part].elements, exact[keyPath: part].elements)
        // What is not a number is no maximum.
        guard own.allSatisfy(\.isFinite) else { return .infinity }
        let largest = others.map(\.magnitude).max() ?? 0
        return (zip(own, others).map { ($0 - $1).magnitude }.max() ?? 0) / largest
      }
      return max(distance(\.output), distance(\.inputGradient), distance(\.kernelGradient))
    }
  }

  /// The convolution and its gradients, by the equations that ``Lowering`` gives.
  private func convolve<Scalar: TensorScalar>(
    _ lowering: Lowering, _ grid: WindowGrid, _ scalar: Scalar.Type
  ) -> Result<Scalar> {
    let (n, c, o) = (LoweringTests.samples, LoweringTests.inputs, LoweringTests.outputs)
    let x = Tensor<Scalar>.wholeNumbers([n, c, grid.rows.size, grid.columns.size], seed: 1)
    let w = Tensor<Scalar>.wholeNumbers([o, c, 3, 3], seed: 2)
    let g = Tensor<Scalar>.wholeNumbers([n, o, grid.rows.count, grid.columns.count], seed: 3)
    var dx = Tensor<Scalar>(x.shape, repeating: .nan)
    var y = Tensor<Scalar>(g.shape, repeating: .nan)
    var dw = Tensor<Scalar>(w.shape, repeating: .nan)
    let v = lowering.lower(images: x, 0..<n)
    let dv = Matrices<Scalar>(v.count, rows: v.rows, columns: v.columns)
    for block in [0..<2, 2..<o] {
      let dm = lowering.lower(outputs: g, 0..<n, block)
      lowering.withLowered(kernels: w, block) { u in
        let m = Matrices<Scalar>(u.count, rows: u.rows, columns: v.columns)
        m.multiply(u.asStored, v.asStored)
        y.withMutableElements {
          lowering.raise(outputs: m, bias: .wholeNumbers([o], seed: 4), to: $0, 0..<n, block)
        }
        dv.multiply(u.transposed, dm.asStored, accumulate: block.lowerBound > 0)
      }
      dw.withMutableElements {
        lowering.raise(kernels: $0, block, accumulate: false) { du, accumulate in
          du.multiply(dm.asStored, v.transposed, accumulate: accumulate)
        }
      }
    }
    lowering.raise(images: dv, to: &dx, 0..<n)
    return Result(output: y, inputGradient: dx, kernelGradient: dw)
  }

  private func check<Scalar: TensorScalar>(_ scalar: Scalar.Type, within tolerance: Scalar) {
    for grid in LoweringTests.grids {
      let lowerings = LoweringTests.lowerings(grid)
      #expect(lowerings.count >= 3)
      // Sums of products of small whole numbers are exact.
      let exact = convolve(lowerings[0], grid, scalar)
      for lowering in lowerings {
        let distance = convolve(lowering, grid, scalar).distance(to: exact)
        #expect(distance < tolerance, "\(lowering)")
      }
    }
  }

  @Test("Tiles give what windows as columns give, whatever hangs over, in double precision")
  func double() { check(Double.self, within: 4e-15) }

  @Test("The same in single precision")
  func single() { check(Float.self, within: 2e-6) }

  /// The outputs of what windows `lowering` has, without a bias.
  private func outputs(
    of lowering: Lowering, _ images: Tensor<Double>, _ kernels: Tensor<Double>,
    known u: Matrices<Double>? = nil, _ shape: Shape
  ) -> Tensor<Double> {
    let (samples, channels) = (0..<shape[0], 0..<shape[1])
    let v = lowering.lower(images: images, samples)
    return Tensor(shape) { y in
      lowering.withLowered(kernels: kernels, channels, known: u) { u in
        let m = Matrices<Double>(u.count, rows: u.rows, columns: v.columns)
        m.multiply(u.asStored, v.asStored)
        lowering.raise(outputs: m, bias: Tensor([channels.count]), to: y, samples, channels)
      }
    }
  }

  @Test("The windows of some rows and columns give there to the bit what all windows give")
  func windows() {
    let (n, c, o) = (LoweringTests.samples, LoweringTests.inputs, LoweringTests.outputs)
    for grid in LoweringTests.grids {
      let x = Tensor<Double>.wholeNumbers([n, c, grid.rows.size, grid.columns.size], seed: 1)
      let w = Tensor<Double>.wholeNumbers([o, c, 3, 3], seed: 2)
      let (height, width) = (grid.rows.count, grid.columns.count)
      for lowering in LoweringTests.lowerings(grid) {
        let whole = outputs(of: lowering, x, w, [n, o, height, width])
        let length = lowering.tileLength
        for top in Swift.stride(from: 0, to: height, by: length) {
          for left in Swift.stride(from: 0, to: width, by: length) {
            let (rows, columns) = (top..<min(top + 3, height), left..<min(left + 2, width))
            let part = outputs(
              of: lowering.windows(rows: rows, columns: columns), x, w,
              known: lowering.lower(kernels: w, 0..<o), [n, o, rows.count, columns.count])
            let expected = (0..<n * o).flatMap { plane in
              rows.flatMap { row in columns.map { whole[(plane * height + row) * width + $0] } }
            }
            #expect(part.elements == expected, "\(rows), \(columns) of \(grid)")
          }
        }
      }
    }
  }

  @Test("Each rearrangement's transpose is its transpose: ⟨lower(x), v⟩ = ⟨x, raise(v)⟩")
  func transposes() {
    let samples = 0..<LoweringTests.samples
    for (grid, lowering) in LoweringTests.grids.flatMap({ grid in
      LoweringTests.lowerings(grid).map { (grid, $0) }
    }) {
      let x = Tensor<Double>.wholeNumbers(
        [samples.count, LoweringTests.inputs, grid.rows.size, grid.columns.size], seed: 5)
      let v = lowering.lower(images: x, samples)
      let other = v.wholeNumbers(seed: 6)
      var raised = Tensor<Double>(x.shape)
      lowering.raise(images: other, to: &raised, samples)
      #expect(isEqual(product(v.elements, other.elements), product(x.elements, raised.elements)))

      let y = Tensor<Double>.wholeNumbers(
        [samples.count, LoweringTests.outputs, grid.rows.count, grid.columns.count], seed: 7)
      let all = 0..<LoweringTests.outputs
      let m = lowering.lower(outputs: y, samples, all)
      let otherM = m.wholeNumbers(seed: 8)
      let raisedY = Tensor<Double>(y.shape) { raised in
        lowering.raise(
          outputs: otherM, bias: Tensor([LoweringTests.outputs]), to: raised, samples, all)
      }
      #expect(isEqual(product(m.elements, otherM.elements), product(y.elements, raisedY.elements)))

      let w = Tensor<Double>.wholeNumbers(
        [LoweringTests.outputs, LoweringTests.inputs, 3, 3], seed: 9)
      lowering.withLowered(kernels: w, all) { u in
        let otherU = u.wholeNumbers(seed: 10)
        let raisedW = Tensor<Double>(w.shape) { w in
          lowering.raise(kernels: w, all, accumulate: false) { u, _ in
            u.fill(from: otherU.elements)
          }
        }
        #expect(
          isEqual(product(u.elements, otherU.elements), product(w.elements, raisedW.elements)))
      }
    }
  }

  /// But for the rounding of a thousand numbers, each of which is below ten.
  private func isEqual(_ a: Double, _ b: Double) -> Bool { (a - b).magnitude < 1e-10 }

  private func product(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func choice(
    _ geometry: WindowGeometry, over image: Extent = 16, samples: Int = 20, inputs: Int = 64,
    outputs: Int = 64
  ) throws -> MinimalFilter? {
    let grid = try #require(geometry.grid(over: image))
    switch Lowering(grid: grid, samples: samples, inputs: inputs, outputs: outputs) {
    case .columns: return nil
    case .tiles(let tiles): return tiles.filter
    }
  }

  @Test("Tiles are for many channels and windows of 3×3 side by side; else columns")
  func tiles() throws {
    let usual = WindowGeometry(kernel: 3, padding: 1)
    #expect(try choice(usual) == .fourOutputs)
    #expect(try choice(usual, samples: 1) == .fourOutputs)
    #expect(try choice(usual, inputs: 3) == nil)
    #expect(try choice(usual, inputs: 3, outputs: 3) == nil)
    #expect(try choice(WindowGeometry(kernel: 3, stride: Extent(2, 1), padding: 1)) == nil)
    #expect(try choice(WindowGeometry(kernel: 3, padding: 1, dilation: 2)) == nil)
    #expect(try choice(WindowGeometry(kernel: Extent(3, 1))) == nil)
  }

  @Test("Of the filters the one with least work: for the output's size, and for how many there are")
  func filters() throws {
    let usual = WindowGeometry(kernel: 3, padding: 1)
    func deep(_ size: Extent, samples: Int) throws -> MinimalFilter? {
      try choice(usual, over: size, samples: samples, inputs: 512, outputs: 512)
    }
    #expect(try deep(8, samples: 100) == .fourOutputs)
    #expect(try deep(6, samples: 100) == .twoOutputs)
    #expect(try deep(3, samples: 100) == .fourOutputs)
    #expect(try deep(2, samples: 100) == .twoInputs)
    #expect(try deep(Extent(2, 3), samples: 100) == .twoOutputs)
    #expect(try deep(1, samples: 100) == nil)
    // Few columns are not worth many kernels' rearrangement.
    #expect(try deep(8, samples: 2) == .twoOutputs)
    #expect(try deep(4, samples: 2) == nil)
    #expect(try deep(2, samples: 2) == nil)
    // The windows of an image without padding, or of a larger one, read what twoInputs leaves out.
    let bare = WindowGeometry(kernel: 3)
    #expect(try choice(bare, over: 4, samples: 100, inputs: 512, outputs: 512) == .twoOutputs)
  }

  @Test("Chunks make up the batch and blocks the channels, in order; one sample is never too large")
  func parts() throws {
    let grid = try #require(WindowGeometry(kernel: 3, padding: 1).grid(over: Extent(311, 173)))
    let large = Lowering(grid: grid, samples: 7, inputs: 64, outputs: 64)
    #expect(large.chunks(of: 7) == (0..<7).map { $0..<$0 + 1 })
    #expect(large.blocks(of: 64) == [0..<64])
    let small = try #require(WindowGeometry(kernel: 3, padding: 1).grid(over: 4))
    let deep = Lowering(grid: small, samples: 7, inputs: 512, outputs: 300)
    #expect(deep.chunks(of: 7) == [0..<7])
    #expect(deep.blocks(of: 300) == [0..<100, 100..<200, 200..<300])
    let empty = Lowering(grid: small, samples: 0, inputs: 2, outputs: 3)
    #expect(empty.chunks(of: 0) == [0..<0])
  }

  @Test("Each sample is worked on once, a few at a time where V of a few is a cache full")
  func fewAtATime() throws {
    let grid = try #require(WindowGeometry(kernel: 3, padding: 1).grid(over: 8))
    for (channels, samples, most) in [
      (3, 100, 17), (8, 100, 25), (12, 100, 17), (3, 5, 5), (64, 100, 100), (3, 0, 0),
    ] {
      let lowering = Lowering(grid: grid, samples: samples, inputs: channels, outputs: channels)
      let chunks = Mutex<[Range<Int>]>([])
      lowering.forEachChunk(of: samples) { chunk in chunks.withLock { $0.append(chunk) } }
      let sorted = chunks.withLock { $0.sorted { $0.lowerBound < $1.lowerBound } }
      #expect(sorted.flatMap { Array($0) } == Array(0..<samples), "\(channels) channels")
      #expect(sorted.map(\.count).max() == most, "\(channels) channels, \(samples) samples")
    }
  }
}

extension Lowering {
  /// The same into the outputs of all channels in memory.
  fileprivate func raise<Scalar: TensorScalar>(
    outputs m: Matrices<Scalar>, bias: Tensor<Scalar>,
    to y: UnsafeMutableBufferPointer<Scalar>, _ samples: Range<Int>, _ channels: Range<Int>
  ) {
    guard let y = y.baseAddress else { return }
    bias.withElements { bias in
      raise(
        outputs: m, bias: bias, channels, to: y + samples.lowerBound * bias.count * outputArea,
        samples: samples.count)
    }
  }
}
