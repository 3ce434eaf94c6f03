import Foundation
import Layers
import Tensors
import Testing

@Suite("RNN")
struct RNNTests {
  @Test("The state is the squashed sum of input and past")
  func formula() throws {
    let layer = RNN<Double>(
      inputWeight: Tensor([1, 1], [0.5]), recurrentWeight: Tensor([1, 1], [-2]),
      inputBias: Tensor([1], [0.1]), recurrentBias: Tensor([1], [0.2]))
    let h = try layer.forward(Tensor([1, 2, 1], [1, 3]), in: ForwardContext(.training)).output
    #expect(abs(h[0] - tanh(0.8)) < 1e-15)
    #expect(abs(h[1] - tanh(1.8 - 2 * tanh(0.8))) < 1e-15)
    #expect("\(layer)" == "RNN(1 → 1)")
  }

  @Test("Rectified, the state is the sum where that is positive")
  func rectified() throws {
    let layer = Recurrent<RectifiedRNNCell<Double>>(
      inputWeight: Tensor([1, 1], [0.5]), recurrentWeight: Tensor([1, 1], [-2]),
      inputBias: Tensor([1], [0.25]), recurrentBias: Tensor([1], [0.25]))
    let (output, cache) = try layer.forward(
      Tensor([1, 3, 1], [1, 3, 2]), in: ForwardContext(.training))
    // 1, then 2 − 2, which is 0 exactly, then 1.5.
    #expect(output.elements == [1, 0, 1.5])
    let gradients = layer.backward(Tensor([1, 3, 1], [1, 1, 1]), cache: cache)
    // At 0 nothing comes back.
    #expect(gradients.input.elements == [0.5, 0, 0.5])
    #expect("\(layer)" == "RectifiedRNN(1 → 1)")
  }
}
