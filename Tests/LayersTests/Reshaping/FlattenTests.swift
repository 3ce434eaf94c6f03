import Layers
import Tensors
import Testing

@Suite("Flatten")
struct FlattenTests {
  private let layer = Flatten<Double>()
  private let context = ForwardContext(.training)

  @Test("Every sample becomes a vector in row-major order, and the gradient goes back")
  func roundTrip() throws {
    let x = Tensor<Double>.random([2, 3, 4, 5], seed: 1)
    let (output, cache) = try layer.forward(x, in: context)
    #expect(output.shape == [2, 60])
    #expect(output.elements == x.elements)
    #expect(layer.backward(output, cache: cache).input == x)
  }

  @Test("Samples of one number become vectors of length 1")
  func scalars() throws {
    #expect(try layer.forward(Tensor([3]), in: context).output.shape == [3, 1])
  }

  @Test("A number without a batch is refused by name")
  func rank() {
    expectRejection(of: [], by: layer, "Flatten expects input [N, …], got []")
  }
}
