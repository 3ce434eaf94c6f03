import Layers
import Tensors
import Testing

@Suite("Linear")
struct LinearTests {
  private let layer = Linear<Double>(
    weight: .random([4, 5], seed: 1), bias: .random([4], seed: 2))

  @Test("An input of another rank is refused by name")
  func rank() {
    expectRejection(
      of: [5], by: layer, "Linear(5 → 4) expects input [N, 5], got [5]")
    expectRejection(
      of: [3, 5, 1, 1], by: layer, "Linear(5 → 4) expects input [N, 5], got [3, 5, 1, 1]")
  }

  @Test("An input of another width is refused by name, and so is its transpose")
  func width() {
    expectRejection(of: [3, 6], by: layer, "Linear(5 → 4) expects input [N, 5], got [3, 6]")
    expectRejection(of: [5, 3], by: layer, "Linear(5 → 4) expects input [N, 5], got [5, 3]")
  }

  @Test("An empty batch has an empty output, and gradients of zero")
  func emptyBatch() throws {
    let (output, cache) = try layer.forward(Tensor([0, 5]), in: ForwardContext(.training))
    #expect(output.shape == [0, 4])
    let gradients = layer.backward(Tensor([0, 4]), cache: cache)
    #expect(gradients.input.shape == [0, 5])
    #expect(gradients.parameters.weight == Tensor([4, 5]))
    #expect(gradients.parameters.bias == Tensor([4]))
  }
}
