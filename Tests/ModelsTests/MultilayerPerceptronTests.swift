import GSL
import Layers
import Models
import Tensors
import Testing

@Suite("MultilayerPerceptron")
struct MultilayerPerceptronTests {
  @Test("Layers are named and sized as asked", arguments: Activation.allCases)
  func members(activation: Activation) {
    let network: Stack<Double> = MultilayerPerceptron(
      hidden: [7, 5], activation: activation, bias: 0.01
    ).network(inputs: 12, classes: 3, from: RandomGenerator(seed: 1))
    let affine = network.members.filter { $0.layer.base is Linear<Double> }
    #expect(affine.map(\.name) == ["fc1", "fc2", "classifier"])
    #expect(
      affine.map(\.layer.description) == ["Linear(12 → 7)", "Linear(7 → 5)", "Linear(5 → 3)"])
    #expect(network.members.count == (activation == .identity ? 4 : 6))
    let biases = network.parameters.slots.filter { $0.role == .bias }
      .map { network.parameters[$0.name]!.elements }
    #expect(biases.dropLast().joined().allSatisfy { $0 == 0.01 })
    #expect(biases.last?.allSatisfy { $0 == 0 } == true)
  }
}
