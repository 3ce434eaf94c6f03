import GSL
import Layers
import Tensors
import Testing

@Suite("Inception")
struct InceptionTests {
  private let layer = Inception<Double>(
    3, .init(one: 2, three: (4, 3), five: (1, 2), pool: 1), from: RandomGenerator(seed: 1))
  private let x = Tensor<Double>.random([2, 3, 5, 4], seed: 2)

  @Test("Every branch has its channels, in order")
  func branches() throws {
    let context = ForwardContext(.training)
    let y = try layer.forward(x, in: context).output
    #expect(y.shape == [2, 8, 5, 4])
    var channel = 0
    for node in layer.graph.nodes.dropLast() {
      let own = try node.layer.forward(x, in: context).output
      for n in 0..<2 {
        for c in 0..<own.shape[1] {
          for i in 0..<20 {
            #expect(y[((n * 8) + channel + c) * 20 + i] == own[(n * own.shape[1] + c) * 20 + i])
          }
        }
      }
      channel += own.shape[1]
    }
  }

  @Test("Parameters and layers inside go by their paths")
  func paths() throws {
    #expect(layer.parameters["three.reduce.weight"]?.shape == [4, 3, 1, 1])
    #expect(layer.parameters["five.conv.weight"]?.shape == [2, 1, 5, 5])
    let trace = try Trace(of: layer, at: AnyTensors(x), in: ForwardContext(.training))
    #expect(trace.leaves.map(\.name).contains("three.relu"))
  }
}
