import GradientChecking
import LayerChecking
import Layers
import Tensors
import Testing

@testable import SelfTesting

/// What the mistakes are made of is right as long as nothing is left out.
@Suite struct PartsTests {
  private func expectSame(
    _ layer: some Layer<Double>, on shape: Shape, _ parts: LayerMap<Double>
  ) throws {
    let right = LayerMap(
      AnyLayer(layer), at: .random(shape, seed: 1), in: ForwardContext(.training))
    let point = Point(right.variables.map(\.values))
    let cotangent = Tensor<Double>.random([try right.evaluate(at: point).output.count], seed: 2)
    let (a, b) = (
      try right.pullback(of: cotangent.elements, at: point),
      try parts.pullback(of: cotangent.elements, at: point)
    )
    for (a, b) in zip(a.blocks.joined(), b.blocks.joined()) { #expect((a - b).magnitude < 1e-12) }
  }

  private func mistaken<Base: Layer<Double>>(
    _ layer: Base, on shape: Shape, _ backward: @escaping MistakenLayer<Base>.Backward
  ) throws where Base.Input == Tensor<Double>, Base.Output == Tensor<Double> {
    let map = LayerMap(
      MistakenLayer(layer, backward), at: .random(shape, seed: 1), in: ForwardContext(.training))
    try expectSame(layer, on: shape, map)
  }

  @Test func `the parts of a batch norm's gradient`() throws {
    let layer = BatchNorm<Double>(gamma: .random([3], seed: 3), beta: .random([3], seed: 4))
    try mistaken(layer, on: [2, 3, 4, 5]) { pass in
      pass.input(Normalization(pass).inputGradient())
    }
  }

  @Test func `the terms of a convolution`() throws {
    let layer = Conv2D<Double>(
      weight: .random([2, 3, 3, 2], seed: 3), bias: .random([2], seed: 4), stride: Extent(2, 1),
      padding: Extent(1, 2), dilation: Extent(1, 2))
    let shape: Shape = [2, 3, 7, 5]
    let terms = ConvolutionTerms(layer, over: shape)
    try mistaken(layer, on: shape) { pass in
      pass.input(terms.inputGradient(pass.gradient, pass.layer.parameters.weight))
    }
    try mistaken(layer, on: shape) { pass in
      pass.parameter(\.weight, terms.weightGradient(pass.gradient, pass.input))
    }
  }

  @Test func `the winners of a max pool`() throws {
    let shape: Shape = [2, 3, 7, 5]
    let layer = MaxPool2D<Double>(kernel: Extent(3, 2), stride: 1, padding: Extent(1, 0))
    let pixels = WindowPixels(layer.geometry, over: shape)
    try mistaken(layer, on: shape) { pass in
      let winners = pixels.winners(pass.input)
      return pass.input(
        pixels.gradient(pass.gradient) { dx, window, g in dx[winners[window]] += g })
    }
  }

  @Test(arguments: [1e-1, 1e-2, 1e-3, 1e-5, 1e-7, 1e-9, 1e-12])
  func `ReLU at 0.02 is judged right from any starting step`(step: Double) throws {
    let specimen = try #require(Specimen.told().first { $0.id.contains("ReLU at 0.02") })
    var configuration = CheckConfiguration()
    configuration.step = step
    let checker = GradientChecker(configuration)
    let right = try #require(specimen.right)
    #expect(try checker.check(right, named: "right").isPassed)
    #expect(try Verdict(checker.check(specimen.wrong(), named: "wrong")) == .refuted)
  }
}
