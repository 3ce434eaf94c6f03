import Layers
import Tensors
import Testing

@Suite("Conv2D")
struct Conv2DTests {
  private let context = ForwardContext(.training)

  private func layer(
    _ weight: Shape, stride: Extent = 1, padding: Extent = 0, dilation: Extent = 1
  ) -> Conv2D<Double> {
    Conv2D(
      weight: .random(weight, seed: 1), bias: .random([weight[0]], seed: 2), stride: stride,
      padding: padding, dilation: dilation)
  }

  @Test("An input of another rank is refused by name")
  func rank() {
    expectRejection(
      of: [3, 7, 5], by: layer([4, 3, 3, 3]),
      "Conv2D(3 → 4, kernel 3×3) expects input [N, 3, H, W], got [3, 7, 5]")
  }

  @Test("An input of other channels is refused by name, with the geometry that is not the default")
  func channels() {
    expectRejection(
      of: [2, 4, 7, 5], by: layer([2, 3, 3, 2], stride: Extent(2, 1), padding: 1),
      """
      Conv2D(3 → 2, kernel 3×2, stride 2×1, padding 1×1) expects input [N, 3, H, W], \
      got [2, 4, 7, 5]
      """)
  }

  @Test("An image without room for one window is refused, naming the least size")
  func room() {
    expectRejection(
      of: [1, 3, 2, 9], by: layer([4, 3, 3, 2]),
      "Conv2D(3 → 4, kernel 3×2) expects images of at least 3×2 (one window), got [1, 3, 2, 9]")
    expectRejection(
      of: [1, 2, 5, 4], by: layer([3, 2, 3, 3], padding: Extent(0, 1), dilation: Extent(2, 3)),
      """
      Conv2D(2 → 3, kernel 3×3, padding 0×1, dilation 2×3) expects images of at least 5×5 \
      (one window), got [1, 2, 5, 4]
      """)
  }

  @Test("An image of the least size gives one window")
  func leastSize() throws {
    let layer = layer([3, 2, 3, 3], padding: Extent(0, 1), dilation: Extent(2, 3))
    let output = try layer.forward(Tensor([2, 2, 5, 5]), in: context).output
    #expect(output.shape == [2, 3, 1, 1])
  }

  @Test("A batch too large to be worked on at once gives what its samples give alone")
  func largeBatch() throws {
    // 75 taps by 899 windows a sample; the layer works on about two million entries at a time.
    let layer = layer([2, 3, 5, 5], padding: 2)
    let (samples, pixels, windows) = (37, 3 * 31 * 29, 2 * 31 * 29)
    let x = Tensor<Double>.random([samples, 3, 31, 29], seed: 3)
    let g = Tensor<Double>.random([samples, 2, 31, 29], seed: 4)
    let (output, cache) = try layer.forward(x, in: context)
    let gradients = layer.backward(g, cache: cache)

    var outputs: [Double] = []
    var inputGradients: [Double] = []
    var weightGradient = Tensor<Double>([2, 3, 5, 5])
    var biasGradient = Tensor<Double>([2])
    for n in 0..<samples {
      let sample = Tensor([1, 3, 31, 29], Array(x.elements[n * pixels..<(n + 1) * pixels]))
      let cotangent = Tensor([1, 2, 31, 29], Array(g.elements[n * windows..<(n + 1) * windows]))
      let (output, cache) = try layer.forward(sample, in: context)
      let gradients = layer.backward(cotangent, cache: cache)
      outputs += output.elements
      inputGradients += gradients.input.elements
      weightGradient = weightGradient.combined(with: gradients.parameters.weight, +)
      biasGradient = biasGradient.combined(with: gradients.parameters.bias!, +)
    }
    #expect(distance(output, Tensor(output.shape, outputs)) < 1e-12)
    #expect(distance(gradients.input, Tensor(x.shape, inputGradients)) < 1e-12)
    // Sums over 33,263 windows.
    #expect(distance(gradients.parameters.weight, weightGradient) < 1e-10)
    #expect(distance(gradients.parameters.bias!, biasGradient) < 1e-10)
  }

  @Test("An empty batch has an empty output, and gradients of zero")
  func emptyBatch() throws {
    let layer = layer([4, 3, 3, 2])
    let (output, cache) = try layer.forward(Tensor([0, 3, 7, 5]), in: context)
    #expect(output.shape == [0, 4, 5, 4])
    let gradients = layer.backward(Tensor([0, 4, 5, 4]), cache: cache)
    #expect(gradients.input.shape == [0, 3, 7, 5])
    #expect(gradients.parameters.weight == Tensor([4, 3, 3, 2]))
    #expect(gradients.parameters.bias == Tensor([4]))
  }
}
