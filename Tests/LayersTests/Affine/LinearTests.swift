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
      of: [5], by: layer, "Linear(5 → 4) expects input [N, 5] or [N, T, 5], got [5]")
    expectRejection(
      of: [3, 5, 1, 1], by: layer,
      "Linear(5 → 4) expects input [N, 5] or [N, T, 5], got [3, 5, 1, 1]")
  }

  @Test("An input of another width is refused by name, and so is its transpose")
  func width() {
    for shape: Shape in [[3, 6], [5, 3]] {
      expectRejection(
        of: shape, by: layer, "Linear(5 → 4) expects input [N, 5] or [N, T, 5], got \(shape)")
    }
  }

  @Test("The steps of a sequence are rows of their own")
  func sequence() throws {
    let (x, g) = (
      Tensor<Double>.random([2, 3, 5], seed: 3), Tensor<Double>.random([2, 3, 4], seed: 4)
    )
    let (y, cache) = try layer.forward(x, in: ForwardContext(.training))
    let (rows, rowCache) = try layer.forward(x.reshaped([6, 5]), in: ForwardContext(.training))
    #expect(y == rows.reshaped([2, 3, 4]))
    let (gradients, own) = (
      layer.backward(g, cache: cache), layer.backward(g.reshaped([6, 4]), cache: rowCache)
    )
    #expect(gradients.input == own.input.reshaped([2, 3, 5]))
    #expect(gradients.parameters.tensors == own.parameters.tensors)
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
