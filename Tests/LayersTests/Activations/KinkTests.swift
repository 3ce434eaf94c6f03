import Layers
import Tensors
import Testing

@Suite("Activations with a kink at zero")
struct KinkTests {
  private let x = Tensor<Double>([2, 2], [-3, 0, 1e-300, 2])
  private let context = ForwardContext(.training)

  @Test("The branch is the side of zero, and zero is below")
  func branches() throws {
    let expected: [UInt16] = [0, 0, 1, 1]
    #expect(try ReLU<Double>().forward(x, in: context).cache.branches == expected)
    #expect(try LeakyReLU<Double>().forward(x, in: context).cache.branches == expected)
    #expect(try ELU<Double>().forward(x, in: context).cache.branches == expected)
  }
}
