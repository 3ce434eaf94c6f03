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
}
