import GSL
import Layers
import Models
import Tensors
import Testing
import Training

@Suite("GoogLeNet")
struct GoogLeNetTests {
  private let generator = RandomGenerator(seed: 1)

  @Test("The last layer and both heads score every class, and none is favored at first")
  func heads() throws {
    let network = GoogLeNet<Float>(width: 8, from: generator)
    let images = Tensor<Float>([2, 3, 32, 32], generator.normals(6 * 1024).map(Float.init))
    let scores = try network.forward(images, in: ForwardContext(.training)).output
    #expect(scores.tensors.map(\.shape) == [[2, 10], [2, 10], [2, 10]])
    #expect(scores.tensors.allSatisfy { $0.elements.allSatisfy { abs($0) < 0.5 } })
    #expect(network.parameters["inception2.three.reduce.weight"]?.shape == [4, 16, 1, 1])
    #expect(network.parameters["head1.classifier.bias"]?.shape == [10])
  }

  @Test("Twelve images are learned by heart, by the last layer and by both heads")
  func training() throws {
    let network = GoogLeNet<Float>(width: 8, classes: 4, from: generator)
    let images = Tensor<Float>([12, 3, 16, 16], generator.normals(36 * 256).map(Float.init))
    let labels = (0..<12).map { $0 % 4 }
    var loop = TrainingLoop(
      network, objective: WeightedHeads(SoftmaxCrossEntropy(), weights: [1, 0.3, 0.3]),
      optimizer: Adam(learningRate: 0.01))
    let first = try loop.step(images, target: labels).loss
    for _ in 0..<80 { try loop.step(images, target: labels) }
    let last = try loop.observedStep(images, target: labels)
    #expect(last.result.loss < first / 10)
    #expect(last.layers.map(\.name).contains("inception3.five.relu"))
    let scores = try loop.network.forward(images, in: ForwardContext(.inference)).output
    for head in scores.tensors {
      let found = (0..<12).map { n in
        (0..<4).max { head[4 * n + $0] < head[4 * n + $1] }!
      }
      #expect(found == labels)
    }
  }
}
