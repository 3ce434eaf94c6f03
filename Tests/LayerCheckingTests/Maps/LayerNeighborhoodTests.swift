import GSL
import GradientChecking
import LayerChecking
import Layers
import Tensors
import Testing

@Suite("LayerNeighborhood")
struct LayerNeighborhoodTests {
  /// A right layer that says a weight reaches one sample, where it reaches all.
  private struct Shortsighted: LinearInside, PartialForward {
    var base: Linear<Double>

    func reach(
      of coordinate: LayerCoordinate, inputShape: Shape, in context: ForwardContext
    ) -> OutputRegion {
      var region = base.reach(of: coordinate, inputShape: inputShape, in: context)
      region.samples = 0..<1
      return region
    }

    func forward(
      _ input: Tensor<Double>, in context: ForwardContext, only region: OutputRegion,
      displaced coordinate: LayerCoordinate, into part: UnsafeMutableBufferPointer<Double>
    ) {
      base.forward(input, in: context, only: region, displaced: coordinate, into: part)
    }
  }

  /// Expects every coordinate, or so many of each variable, to give the outputs of the plain evaluation, up to
  /// the order of sums, and those out of its reach to the bit.
  private func expectPlainOutputs(
    _ layer: some Layer<Double>, at shape: Shape, _ mode: ForwardContext.Mode = .training,
    atMost limit: Int = .max, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let input = Tensor(shape, RandomGenerator(seed: 3).normals(shape.count))
    let map = LayerMap(AnyLayer(layer), at: input, in: ForwardContext(mode))
    let point = Point(map.variables.map(\.values))
    let base = try map.evaluate(at: point).output
    var own = try map.neighborhood(of: point)
    var plain = PlainNeighborhood(of: point, map: map)
    for (position, variable) in map.variables.enumerated() {
      // An odd distance, so that they are at all places in rows and tiles.
      let distance = variable.values.count / limit | 1
      for coordinate in stride(from: 0, to: variable.values.count, by: distance) {
        let displacement = Displacement(variable: position, direction: .coordinate(coordinate))
        let reach = try #require(own.reach(of: displacement), sourceLocation: sourceLocation)
        let (here, there) = (
          try own.evaluate(displacement, step: 0.3).output,
          try plain.evaluate(displacement, step: 0.3).output
        )
        var output = base
        for (place, value) in zip(reach.joined(), here) { output[place] = value }
        let error = zip(output, there).map { ($0 - $1).magnitude }.max() ?? 0
        #expect(
          error < 1e-13, "\(variable.name) \(coordinate) of \(layer)",
          sourceLocation: sourceLocation)
        #expect(here.count == reach.reduce(0) { $0 + $1.count }, sourceLocation: sourceLocation)
      }
    }
  }

  @Test("Every coordinate of a linear layer gives what the whole layer gives")
  func linear() throws {
    try expectPlainOutputs(Linear(7, 3, from: RandomGenerator(seed: 1)), at: [5, 7])
    try expectPlainOutputs(Linear(1, 1, from: RandomGenerator(seed: 1)), at: [1, 1])
  }

  @Test("So does every coordinate of a convolution, by columns and by tiles")
  func convolution() throws {
    let generator = RandomGenerator(seed: 2)
    try expectPlainOutputs(
      Conv2D(3, 4, kernel: 3, padding: 1, from: generator), at: [2, 3, 7, 5])
    try expectPlainOutputs(
      Conv2D(
        2, 3, kernel: Extent(3, 2), stride: Extent(2, 1), padding: Extent(1, 0), from: generator),
      at: [2, 2, 8, 5])
    // Windows that lie farther apart than they are large leave pixels that reach nothing.
    try expectPlainOutputs(Conv2D(1, 2, kernel: 1, stride: 3, from: generator), at: [1, 1, 6, 7])
    try expectPlainOutputs(
      Conv2D(2, 2, kernel: 2, padding: 1, dilation: Extent(2, 1), from: generator),
      at: [2, 2, 5, 4])
    try expectPlainOutputs(
      Conv2D(16, 17, kernel: 3, padding: 1, from: generator), at: [9, 16, 14, 11], atMost: 150)
    try expectPlainOutputs(
      Conv2D(128, 130, kernel: 3, padding: 1, from: generator), at: [9, 128, 2, 2], atMost: 150)
  }

  @Test("A pixel reaches the windows that read it, and with tiles what is worked out with these")
  func convolutionReach() {
    let context = ForwardContext(.training)
    func reach(_ layer: Conv2D<Double>, _ shape: Shape, _ offset: Int) -> OutputRegion {
      layer.reach(of: .input(offset: offset), inputShape: shape, in: context)
    }
    let generator = RandomGenerator(seed: 5)
    // x[1, 0, 3, 4] of [2, 2, 7, 6].
    let small = Conv2D<Double>(2, 3, kernel: 3, padding: 1, from: generator)
    #expect(
      reach(small, [2, 2, 7, 6], 106)
        == OutputRegion(samples: 1..<2, channels: 0..<3, rows: 2..<5, columns: 3..<6))
    // x[1, 0, 9, 10] of [12, 16, 16, 16]: tiles start at every fourth place.
    let large = Conv2D<Double>(16, 16, kernel: 3, padding: 1, from: generator)
    #expect(
      reach(large, [12, 16, 16, 16], 4250)
        == OutputRegion(samples: 1..<2, channels: 0..<16, rows: 8..<11, columns: 8..<12))
  }

  @Test("So does every coordinate of a batch norm", arguments: ForwardContext.Mode.allCases)
  func batchNorm(mode: ForwardContext.Mode) throws {
    try expectPlainOutputs(BatchNorm(3), at: [4, 3, 5, 2], mode)
    try expectPlainOutputs(BatchNorm(7), at: [5, 7], mode)
  }

  @Test("So does every coordinate of an LSTM, and what it does not reach is left out")
  func recurrence() throws {
    let layer = LSTM<Double>(3, 2, from: RandomGenerator(seed: 4))
    try expectPlainOutputs(layer, at: [3, 4, 3])
    try expectPlainOutputs(layer, at: [2, 1, 3])
    let context = ForwardContext(.training)
    // x[1, 2, 0], then W_hh.
    #expect(
      layer.reach(of: .input(offset: 18), inputShape: [3, 4, 3], in: context)
        == OutputRegion(samples: 1..<2, channels: 2..<4, rows: 0..<2))
    #expect(
      layer.reach(of: .parameter(slot: 1, offset: 0), inputShape: [3, 4, 3], in: context)
        == OutputRegion(samples: 0..<3, channels: 1..<4, rows: 0..<2))
  }

  @Test("A shortcut that leaves out too much is not used, and the report says so")
  func mistakenShortcut() throws {
    let layer = Shortsighted(base: Linear(4, 3, from: RandomGenerator(seed: 1)))
    let input = Tensor<Double>([5, 4], RandomGenerator(seed: 2).normals(20))
    let report = try GradientChecker().check(
      LayerMap(layer, at: input, in: ForwardContext(.training)), named: "")
    #expect(report.isPassed)
    #expect(report.warnings.count == 1)
    #expect(report.warnings.first?.contains("shortcut") == true)
    let right = try GradientChecker().check(
      LayerMap(layer.base, at: input, in: ForwardContext(.training)), named: "")
    #expect(right.warnings.isEmpty)
    #expect(right.isPassed)
  }
}
