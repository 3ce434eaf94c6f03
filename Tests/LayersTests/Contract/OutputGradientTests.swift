import GSL
import Layers
import Tensors
import Testing

/// A layer, run forward and back with an output gradient of another shape.
private func goBack<L: Layer<Double>>(_ layer: L, _ input: Shape, with gradient: Shape)
where L.Input == Tensor<Double>, L.Output == Tensor<Double> {
  guard
    let (_, cache) = try? layer.forward(
      Tensor(input, repeating: 0.1), in: ForwardContext(.training))
  else { return }
  _ = layer.backward(Tensor(gradient, repeating: 1), cache: cache)
}

@Suite("Output gradients of another shape")
struct OutputGradientTests {
  @Test("They stop the program, which would read past their end")
  func stops() async {
    await #expect(processExitsWith: .failure) { goBack(Softmax(), [20, 30], with: [1, 1]) }
    await #expect(processExitsWith: .failure) { goBack(BatchNorm(3), [2, 3], with: [400, 3]) }
    await #expect(processExitsWith: .failure) {
      goBack(MaxPool2D(kernel: 2), [1, 1, 8, 8], with: [1, 1, 2, 4])
    }
    await #expect(processExitsWith: .failure) {
      goBack(AveragePool2D(kernel: 2), [1, 1, 8, 8], with: [16])
    }
    await #expect(processExitsWith: .failure) {
      goBack(
        Conv2D(3, 4, kernel: 3, padding: 1, from: RandomGenerator(seed: 1)), [2, 3, 8, 8],
        with: [2, 4, 8, 7])
    }
    await #expect(processExitsWith: .failure) {
      goBack(LSTM(3, 5, from: RandomGenerator(seed: 1)), [8, 20, 3], with: [1, 1, 1])
    }
  }

  @Test("One of the output's shape does not")
  func goesOn() async {
    await #expect(processExitsWith: .success) {
      goBack(Softmax(), [20, 30], with: [20, 30])
      goBack(LSTM(3, 5, from: RandomGenerator(seed: 1)), [8, 20, 3], with: [8, 20, 5])
    }
  }
}
