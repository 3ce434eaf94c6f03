import Layers
import Tensors
import Testing

@Suite("LayerNorm")
struct LayerNormTests {
  @Test("Each vector by itself has mean β and deviation γ")
  func statistics() throws {
    let layer = LayerNorm<Double>(
      gamma: Tensor([4], repeating: 2), beta: Tensor([4], repeating: 3), epsilon: 1e-12)
    let x = Tensor<Double>.random([2, 3, 4], seed: 1)
    let y = try layer.forward(x, in: ForwardContext(.training)).output
    #expect(try layer.forward(x, in: ForwardContext(.inference)).output == y)
    for row in 0..<6 {
      let own = (0..<4).map { y[row * 4 + $0] }
      let mean = own.reduce(0, +) / 4
      let variance = own.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4
      #expect(abs(mean - 3) < 1e-12 && abs(variance - 4) < 1e-9)
    }
  }

  @Test("An input of other features is refused")
  func shapes() {
    for shape: Shape in [[4], [2, 3], [2, 4, 3]] {
      expectRejection(
        of: shape, by: LayerNorm(4), "LayerNorm(4) expects input [N, …, 4], got \(shape)")
    }
  }
}
