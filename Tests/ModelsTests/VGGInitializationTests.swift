import GSL
import Layers
import Models
import Tensors
import Testing

@Suite("VGG's first parameters")
struct VGGInitializationTests {
  private static func network(seed: UInt64) -> Stack<Float> {
    VGG.vgg11.network(from: RandomGenerator(seed: seed))
  }

  private let network = VGGInitializationTests.network(seed: 3)

  /// The parameters of one role, each with its name.
  private func tensors(_ role: TensorRole) -> [(name: String, tensor: Tensor<Float>)] {
    let parameters = network.parameters
    return parameters.slots.filter { $0.role == role }.map {
      ($0.name, parameters[$0.name]!)
    }
  }

  private func weights(of network: Stack<Float>) -> [Tensor<Float>] {
    let parameters = network.parameters
    return parameters.slots.filter { $0.role == .weight }.map { parameters[$0.name]! }
  }

  @Test("The same seed gives the same weights, another seed others")
  func determinism() {
    let weights = weights(of: network)
    #expect(weights == self.weights(of: VGGInitializationTests.network(seed: 3)))
    let others = self.weights(of: VGGInitializationTests.network(seed: 4))
    #expect(zip(weights, others).allSatisfy { $0 != $1 })
  }

  @Test("Weights are normal with mean 0 and variance 2 / fan-in, those of the head small")
  func he() throws {
    let weights = tensors(.weight)
    #expect(weights.count == 9)
    for (name, weight) in weights {
      let values = weight.elements.map(Double.init)
      let count = Double(values.count)
      let fanIn = Double(weight.shape.stride(of: 0))
      let expected = name == "classifier.weight" ? 0.002 : (2 / fanIn).squareRoot()
      // Five deviations of a sample's mean, σ/√n, and of its deviation, σ/√(2n).
      let mean = try #require(Statistics.mean(values))
      #expect(abs(mean) < 5 * expected / count.squareRoot(), "\(name)")
      let deviation = try #require(Statistics.standardDeviation(values))
      #expect(abs(deviation / expected - 1) < 5 / (2 * count).squareRoot(), "\(name)")
    }
  }

  @Test("Biases are 0, and gains 1")
  func constants() {
    #expect(tensors(.bias).count == 17)
    for (name, bias) in tensors(.bias) { #expect(bias == Tensor(bias.shape), "\(name)") }
    #expect(tensors(.scale).count == 8)
    for (name, gain) in tensors(.scale) {
      #expect(gain == Tensor(gain.shape, repeating: 1), "\(name)")
    }
  }

  @Test("The output on random images is neither lost nor blown up on its way")
  func scale() throws {
    let images = Tensor<Float>(
      [2, 3, 32, 32], RandomGenerator(seed: 5).normals(2 * 3 * 1024).map { Float($0) })
    // The head is small on purpose: features are what it gets.
    let body = Stack(Array(network.members.dropLast()))
    let features = try body.forward(images, in: ForwardContext(.training)).output
    #expect(features.shape == [2, 512])
    let deviation = try #require(Statistics.standardDeviation(features.elements.map(Double.init)))
    #expect(deviation > 0.1 && deviation < 10)
    let logits = try network.forward(images, in: ForwardContext(.training)).output
    #expect(logits.shape == [2, 10])
    #expect(logits.elements.allSatisfy { abs($0) < 1 })
  }

  @Test("Another initializer is taken where it is asked for")
  func otherInitializer() throws {
    let network: Stack<Float> = VGG.vgg11.network(
      initializer: .gaussian(standardDeviation: 0.01), from: RandomGenerator(seed: 6))
    let weight = try #require(network.parameters.slots.first)
    #expect(weight.name == "conv1.weight")
    let values = network.parameters[weight.name]!.elements.map(Double.init)
    let deviation = try #require(Statistics.standardDeviation(values))
    #expect(abs(deviation / 0.01 - 1) < 5 / (2 * 1728.0).squareRoot())
  }
}
