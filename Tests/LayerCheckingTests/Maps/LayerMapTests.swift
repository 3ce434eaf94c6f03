import GSL
import GradientChecking
import LayerChecking
import Layers
import Tensors
import Testing

@Suite("LayerMap")
struct LayerMapTests {
  /// Adds to each sample a part of the one before, as a batch wrongly indexed would.
  private struct Neighborly: Layer {
    typealias Scalar = Double
    struct Cache: Sendable {}
    var description: String { "Neighborly" }

    func forward(
      _ input: Tensor<Double>, in context: ForwardContext
    ) throws(InputError) -> (output: Tensor<Double>, cache: Cache) {
      var output = input
      for i in 4..<input.count { output[i] += 0.5 * input[i - 4] }
      return (output, Cache())
    }

    func backward(
      _ gradient: Tensor<Double>, cache: Cache
    ) -> Gradients<Tensor<Double>, NoTensors<Double>> {
      var dx = gradient
      for i in 4..<gradient.count { dx[i - 4] += 0.5 * gradient[i] }
      return Gradients(input: dx)
    }
  }

  @Test("Its variables are the input and the layer's parameters")
  func variables() {
    let layer = Linear<Double>(weight: .random([2, 4], seed: 1), bias: .random([2], seed: 2))
    let map = LayerMap(layer, at: .random([3, 4], seed: 3), in: ForwardContext(.training))
    #expect(map.variables.map(\.name) == ["input", "weight", "bias"])
    #expect(map.variables.map(\.shape) == [[3, 4], [2, 4], [2]])
    #expect(map.variables.map(\.role) == [.input, .parameter, .parameter])
    #expect(map.variables[1].values == layer.parameters.weight.elements)
  }

  @Test("Its output and pullback are the layer's, at the point's parameters")
  func evaluation() throws {
    let layer = Linear<Double>(weight: .random([2, 4], seed: 1), bias: .random([2], seed: 2))
    let input = Tensor<Double>.random([3, 4], seed: 3)
    let map = LayerMap(
      Linear<Double>(weight: Tensor([2, 4]), bias: Tensor([2])), at: input,
      in: ForwardContext(.training))
    let parameters = layer.parameters
    let point = Point([input.elements, parameters.weight.elements, parameters.bias!.elements])
    let (output, cache) = try layer.forward(input, in: ForwardContext(.training))
    #expect(try map.evaluate(at: point).output == output.elements)
    let g = Tensor<Double>.random([3, 2], seed: 4)
    let expected = layer.backward(g, cache: cache)
    #expect(
      try map.pullback(of: g.elements, at: point)
        == Point([
          expected.input.elements, expected.parameters.weight.elements,
          expected.parameters.bias!.elements,
        ]))
  }

  @Test("A layer for which the order of the samples matters is found out")
  func permutation() throws {
    let map = LayerMap(Neighborly(), at: .random([3, 4], seed: 1), in: ForwardContext(.training))
    let report = try GradientChecker().check(map, named: "")
    #expect(!report.isPassed)
    #expect(
      report.probes.filter { !$0.isKept }.map(\.promise) == ["samples may come in any order"])
  }

  @Test("A layer that draws random numbers is spared that probe")
  func dropout() throws {
    let map = LayerMap(
      Dropout<Double>(rate: 0.5), at: .random([3, 4], seed: 1),
      in: ForwardContext(.training, key: RandomKey(1)))
    #expect(try map.additionalProbes(at: Point(map.variables.map(\.values))).isEmpty)
    #expect(try GradientChecker().check(map, named: "").isPassed)
  }

  @Test("Every tensor that goes in is a variable, every one that comes out is checked")
  func groups() throws {
    let layer = StatefulRecurrent(LSTM<Double>(3, 2, from: RandomGenerator(seed: 1)))
    let input = RecurrentSequence<Double>(
      .random([2, 4, 3], seed: 2), states: [.random([2, 2], seed: 3), .random([2, 2], seed: 4)])
    let map = LayerMap(layer, at: input, in: ForwardContext(.training))
    #expect(
      map.variables.map(\.name) == [
        "sequence", "h", "c", "weight_ih", "weight_hh", "bias_ih", "bias_hh",
      ])
    let point = Point(map.variables.map(\.values))
    #expect(try map.evaluate(at: point).output.count == 2 * 4 * 2 + 2 * 2 * 2)
    var configuration = CheckConfiguration()
    configuration.checksJacobian = true
    expectNoDoubt(about: try GradientChecker(configuration).check(map, named: "lstm with states"))
  }

  @Test("What has no slot is no variable")
  func tokens() throws {
    let layer = Embedding<Double>(5, 3, from: RandomGenerator(seed: 1))
    let map = LayerMap(layer, at: Tokens([2, 2], [4, 0, 4, 1]), in: ForwardContext(.training))
    #expect(map.variables.map(\.name) == ["weight"])
    expectNoDoubt(about: try GradientChecker().check(map, named: "embedding"))
  }

  /// A decoder that starts where its encoder ended, both with the same weights.
  private struct Translator: CompositeLayer {
    typealias Input = Tensor<Double>
    typealias Output = Tensor<Double>
    var graph: Graph<Double>
    var description: String { "Translator" }
  }

  @Test("Tied weights and states handed on have the right gradients")
  func graph() throws {
    let cell = StatefulRecurrent(GRU<Double>(3, 2, from: RandomGenerator(seed: 1)))
    let layer = Translator(
      graph: Graph(
        [
          .init("encoder", cell),
          .init("decoder", cell, from: "input", "encoder.h", sharing: "encoder"),
        ], outputs: "decoder.sequence"))
    let map = LayerMap(layer, at: .random([2, 3, 3], seed: 2), in: ForwardContext(.training))
    #expect(map.variables.count == 5)
    let report = try GradientChecker().check(map, named: "translator")
    expectNoDoubt(about: report)
    #expect(report.parts.map(\.subject) == ["encoder", "decoder"])
  }

  @Test("The gradient of a target is right, where there is one")
  func targets() throws {
    let (x, t) = (Tensor<Double>.random([3, 4], seed: 1), Tensor<Double>.random([3, 4], seed: 2))
    try checkTarget(MeanSquaredError<Double>(), x, t)
    try checkTarget(MeanAbsoluteError<Double>(), x, t)
    try checkTarget(Huber<Double>(delta: 0.7), x, t)
  }

  private func checkTarget<L: TargetDifferentiableLoss<Double>>(
    _ loss: L, _ prediction: L.Prediction, _ target: L.Target
  ) throws {
    let map = TargetMap(loss, at: prediction, target: target)
    #expect(map.variables.map(\.name) == ["target"])
    expectNoDoubt(about: try GradientChecker().check(map, named: "target"))
  }
}
