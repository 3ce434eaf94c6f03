import Synchronization
import Tensors
import Testing

@Suite("Lowering")
struct LoweringTests {
  private static let samples = 3
  private static let inputs = 2
  private static let outputs = 5

  /// Images of up to 6×5 with every padding that a tile can meet, most of them odd.
  static let grids: [WindowGrid] = (1...6).flatMap { height in
    (1...5).flatMap { width in
      (0...3).compactMap { padding in
        WindowGeometry(kernel: 3, padding: Extent(padding, (padding + height) % 3)).grid(
          over: Extent(height, width))
      }
    }
  }

  private static func lowerings(_ grid: WindowGrid) -> [Lowering] {
    [.columns(WindowColumns(grid: grid, channels: inputs))]
      + (WinogradTiles(grid: grid, channels: inputs).map { [.tiles($0)] } ?? [])
  }

  private struct Result<Scalar: TensorScalar>: Equatable {
    var output, inputGradient, kernelGradient: Tensor<Scalar>
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

  /// Sums of small whole numbers and their quarters are exact.
  private func check<Scalar: TensorScalar>(_ scalar: Scalar.Type) {
    for grid in LoweringTests.grids {
      let results = LoweringTests.lowerings(grid).map { convolve($0, grid, scalar) }
      #expect(results.count == 2)
      #expect(results[0] == results[1], "\(grid)")
    }
  }

  @Test("Tiles give what windows as columns give, whatever hangs over, in double precision")
  func double() { check(Double.self) }

  @Test("The same in single precision")
  func single() { check(Float.self) }

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

  @Test("The windows of some rows and columns give there what all windows give")
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
      #expect(product(v.elements, other.elements) == product(x.elements, raised.elements))

      let y = Tensor<Double>.wholeNumbers(
        [samples.count, LoweringTests.outputs, grid.rows.count, grid.columns.count], seed: 7)
      let all = 0..<LoweringTests.outputs
      let m = lowering.lower(outputs: y, samples, all)
      let otherM = m.wholeNumbers(seed: 8)
      let raisedY = Tensor<Double>(y.shape) { raised in
        lowering.raise(
          outputs: otherM, bias: Tensor([LoweringTests.outputs]), to: raised, samples, all)
      }
      #expect(product(m.elements, otherM.elements) == product(y.elements, raisedY.elements))

      let w = Tensor<Double>.wholeNumbers(
        [LoweringTests.outputs, LoweringTests.inputs, 3, 3], seed: 9)
      lowering.withLowered(kernels: w, all) { u in
        let otherU = u.wholeNumbers(seed: 10)
        let raisedW = Tensor<Double>(w.shape) { w in
          lowering.raise(kernels: w, all, accumulate: false) { u, _ in
            u.fill(from: otherU.elements)
          }
        }
        #expect(product(u.elements, otherU.elements) == product(w.elements, raisedW.elements))
      }
    }
  }

  private func product(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test("Tiles are for many channels, many tiles and windows of 3×3 side by side; else columns")
  func choice() throws {
    func isTiles(
      _ geometry: WindowGeometry, samples: Int = 2, inputs: Int = 64, outputs: Int = 64
    ) throws -> Bool {
      let grid = try #require(geometry.grid(over: 16))
      let lowering = Lowering(grid: grid, samples: samples, inputs: inputs, outputs: outputs)
      if case .tiles = lowering { return true }
      return false
    }
    let usual = WindowGeometry(kernel: 3, padding: 1)
    #expect(try isTiles(usual))
    #expect(try isTiles(usual, inputs: 8, outputs: 8))
    #expect(try !isTiles(usual, inputs: 7))
    #expect(try !isTiles(usual, outputs: 7))
    #expect(try !isTiles(WindowGeometry(kernel: 3, stride: Extent(2, 1), padding: 1)))
    #expect(try !isTiles(WindowGeometry(kernel: 3, padding: 1, dilation: 2)))
    #expect(try !isTiles(WindowGeometry(kernel: Extent(3, 1))))
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
      (3, 100, 17), (8, 100, 15), (3, 5, 5), (64, 100, 100), (3, 0, 0),
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
