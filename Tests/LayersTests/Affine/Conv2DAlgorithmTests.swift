import Layers
import Tensors
import Testing

/// However a convolution is worked out, it is the one of the definition.
@Suite("Conv2D, every way of working it out")
struct Conv2DAlgorithmTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let input, weight: Shape
    let padding: Int
    /// That of the tiles; nil for columns.
    var filter: MinimalFilter?
  }

  static let cases = [
    Case(testDescription: "columns", input: [3, 5, 7, 4], weight: [6, 5, 3, 2], padding: 1),
    Case(
      testDescription: "columns, few channels", input: [2, 3, 9, 6], weight: [40, 3, 3, 3],
      padding: 1),
    Case(
      testDescription: "columns, a few samples at a time", input: [23, 5, 9, 17],
      weight: [6, 5, 3, 3], padding: 1),
    Case(
      testDescription: "columns, in chunks", input: [37, 3, 31, 29], weight: [2, 3, 5, 5],
      padding: 2),
    Case(
      testDescription: "columns, one window", input: [2, 3, 5, 4], weight: [7, 3, 5, 4], padding: 0),
    Case(
      testDescription: "columns, one pixel", input: [21, 16, 1, 1], weight: [17, 16, 3, 3],
      padding: 1),
    Case(
      testDescription: "F(4×4)", input: [27, 17, 12, 8], weight: [19, 17, 3, 3], padding: 1,
      filter: .fourOutputs),
    Case(
      testDescription: "F(4×4) that hangs over", input: [15, 16, 11, 13], weight: [18, 16, 3, 3],
      padding: 1, filter: .fourOutputs),
    Case(
      testDescription: "F(4×4), one sample", input: [1, 33, 25, 23], weight: [34, 33, 3, 3],
      padding: 0, filter: .fourOutputs),
    Case(
      testDescription: "F(4×4), a few samples at a time", input: [67, 12, 8, 8],
      weight: [14, 12, 3, 3], padding: 1, filter: .fourOutputs),
    Case(
      testDescription: "F(4×4), wide padding", input: [12, 16, 8, 10], weight: [16, 16, 3, 3],
      padding: 3, filter: .fourOutputs),
    Case(
      testDescription: "F(4×4), in chunks", input: [61, 16, 31, 29], weight: [17, 16, 3, 3],
      padding: 1, filter: .fourOutputs),
    Case(
      testDescription: "F(2×2)", input: [41, 32, 2, 6], weight: [33, 32, 3, 3], padding: 1,
      filter: .twoOutputs),
    Case(
      testDescription: "F(2×2) that hangs over", input: [20, 64, 6, 5], weight: [33, 64, 3, 3],
      padding: 1, filter: .twoOutputs),
    Case(
      testDescription: "F(2×2), in blocks", input: [3, 160, 8, 8], weight: [421, 160, 3, 3],
      padding: 1, filter: .twoOutputs),
    Case(
      testDescription: "2×2 from 2×2", input: [101, 40, 2, 2], weight: [33, 40, 3, 3], padding: 1,
      filter: .twoInputs),
  ]

  @Test("Each is worked out as it says", arguments: cases)
  func choice(c: Case) throws {
    let grid = try #require(
      WindowGeometry(
        kernel: Extent(c.weight[2], c.weight[3]), padding: Extent(c.padding, c.padding)
      ).grid(over: Extent(c.input[2], c.input[3])))
    let lowering = Lowering(
      grid: grid, samples: c.input[0], inputs: c.weight[1], outputs: c.weight[0])
    switch lowering {
    case .columns: #expect(c.filter == nil)
    case .tiles(let tiles): #expect(c.filter == tiles.filter)
    }
  }

  private struct Results: Equatable {
    let output, inputGradient, weightGradient, biasGradient: Tensor<Double>
  }

  /// What a layer with random numbers of this precision makes of random numbers.
  private func results<Scalar: TensorScalar>(
    _ c: Case, _ scalar: Scalar.Type
  ) throws -> (Results, numbers: (x: Tensor<Double>, g: Tensor<Double>, DefinedConvolution)) {
    let layer = Conv2D<Scalar>(
      weight: .random(c.weight, seed: 1), bias: .random([c.weight[0]], seed: 2),
      padding: Extent(c.padding, c.padding))
    let x = Tensor<Scalar>.random(c.input, seed: 3)
    let (y, cache) = try layer.forward(x, in: ForwardContext(.training))
    let g = Tensor<Scalar>.random(y.shape, seed: 4)
    let gradients = layer.backward(g, cache: cache)
    return (
      Results(
        output: double(y), inputGradient: double(gradients.input),
        weightGradient: double(gradients.parameters.weight),
        biasGradient: double(gradients.parameters.bias!)),
      (
        double(x), double(g),
        DefinedConvolution(
          weight: double(layer.parameters.weight), bias: double(layer.parameters.bias!),
          padding: c.padding)
      )
    )
  }

  private func double<Scalar>(_ tensor: Tensor<Scalar>) -> Tensor<Double> {
    Tensor(tensor.shape, tensor.elements.map { Double($0) })
  }

  private func largest(_ tensor: Tensor<Double>) -> Double {
    tensor.elements.map(\.magnitude).max() ?? 0
  }

  private func check<Scalar: TensorScalar>(
    _ c: Case, _ scalar: Scalar.Type, within tolerance: Double
  ) throws {
    let (results, (x, g, definition)) = try results(c, scalar)
    let gradients = definition.gradients(g, at: x)
    for (actual, expected, name) in [
      (results.output, definition.output(x), "output"),
      (results.inputGradient, gradients.input, "input gradient"),
      (results.weightGradient, gradients.weight, "weight gradient"),
    ] {
      #expect(distance(actual, expected) <= tolerance * largest(expected), "\(name)")
    }
  }

  @Test("In double precision to thirteen digits", arguments: cases)
  func inDouble(c: Case) throws { try check(c, Double.self, within: 1e-13) }

  @Test("In single precision to five digits", arguments: cases)
  func inSingle(c: Case) throws { try check(c, Float.self, within: 1e-5) }

  @Test("To the last bit the same on one thread", arguments: cases)
  func threads(c: Case) throws {
    let several = try results(c, Float.self).0
    let one = try Cores.$isSerial.withValue(true) { try results(c, Float.self).0 }
    #expect(one == several)
  }

  @Test("A frozen one computes the same, also once a weight has changed", arguments: cases)
  func frozen(c: Case) throws {
    let layer = Conv2D<Double>(
      weight: .random(c.weight, seed: 1), bias: .random([c.weight[0]], seed: 2),
      padding: Extent(c.padding, c.padding))
    let (x, context) = (Tensor<Double>.random(c.input, seed: 3), ForwardContext(.training))
    func expectSame(_ layer: Conv2D<Double>, _ other: Conv2D<Double>) throws {
      let (y, z) = (
        try layer.forward(x, in: context).output, try other.forward(x, in: context).output
      )
      let error = zip(y.elements, z.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
      #expect(error <= 1e-13 * largest(y))
    }
    var frozen = layer.frozen(for: c.input)
    try expectSame(layer, frozen)
    // Prepared for batches of another size, which may be worked out in another way.
    try expectSame(layer, layer.frozen(for: Shape([2] + c.input.extents.dropFirst())))
    frozen.parameters.weight[7] += 1
    var changed = layer
    changed.parameters.weight[7] += 1
    try expectSame(changed, frozen)
  }
}
