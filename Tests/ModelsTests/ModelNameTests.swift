import GSL
import Layers
import Models
import Tensors
import Testing

@Suite("ModelName")
struct ModelNameTests {
  @Test("Every VGG network has a name")
  func names() {
    #expect(ModelName.allCases.compactMap(\.vgg) == VGG.allCases)
  }

  @Test(
    "The summary counts the convolutions",
    arguments: [(ModelName.vgg11, 8), (.vgg13, 10), (.vgg16, 13), (.vgg19, 16)])
  func summary(name: ModelName, convolutions: Int) {
    #expect(name.summary.hasPrefix("\(convolutions) convolutions "))
  }

  @Test("Linear classifiers and perceptrons have as many parameters as their sizes say")
  func parameters() {
    func count(_ model: ModelName) -> Int {
      let network: Stack<Float> = model.network(from: RandomGenerator(seed: 0))
      let parameters = network.parameters
      return parameters.slots.map { parameters[$0.name]!.count }.reduce(0, +)
    }
    #expect(count(.softmax) == 3072 * 10 + 10)
    #expect(count(.svm) == 3072 * 10 + 10)
    #expect(count(.mlp) == 3072 * 256 + 256 + 256 * 128 + 128 + 128 * 64 + 64 + 64 * 10 + 10)
  }

  @Test("The first scores of every model favor no class")
  func firstScores() throws {
    for model in [ModelName.softmax, .svm, .mlp, .vgg11] {
      let generator = RandomGenerator(seed: 3)
      let network: Stack<Float> = model.network(from: generator)
      let images = Tensor<Float>([5, 3, 32, 32], generator.normals(15 * 1024).map(Float.init))
      let scores = try network.forward(images, in: ForwardContext(.inference)).output
      #expect(scores.shape == [5, 10])
      #expect(scores.elements.allSatisfy { abs($0) < 0.6 })
      #expect(scores.elements.contains { $0 != 0 })
    }
  }
}
