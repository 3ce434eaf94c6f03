import Layers
import Tensors
import Testing

@Suite("MaxPool2D")
struct MaxPool2DTests {
  private let context = ForwardContext(.training)

  @Test("An input of another rank is refused by name")
  func rank() {
    expectRejection(
      of: [4, 6], by: MaxPool2D<Double>(kernel: 2),
      "MaxPool2D(kernel 2×2, stride 2×2) expects input [N, C, H, W], got [4, 6]")
  }

  @Test("An image without room for one window is refused, naming the least size")
  func room() {
    expectRejection(
      of: [2, 3, 1, 5], by: MaxPool2D<Double>(kernel: Extent(4, 3), stride: 2, padding: 1),
      """
      MaxPool2D(kernel 4×3, stride 2×2, padding 1×1) expects images of at least 2×1 (one window), \
      got [2, 3, 1, 5]
      """)
  }

  @Test("Windows lie side by side unless a stride is given")
  func defaultStride() throws {
    let layer = MaxPool2D<Double>(kernel: Extent(3, 2))
    let output = try layer.forward(Tensor([2, 3, 7, 5]), in: context).output
    #expect(output.shape == [2, 3, 2, 2])
  }

  @Test("The branches are the places of the winners in their windows, the first among equals")
  func branches() throws {
    let image = Tensor<Double>([1, 1, 2, 5], [1, 9, 4, 4, 0, 3, 2, 4, 4, 0])
    let cache = try MaxPool2D<Double>(kernel: 2).forward(image, in: context).cache
    #expect(cache.branches == [1, 0])
  }

  @Test("A pixel that wins several windows gets the sum of their gradients")
  func accumulation() throws {
    let image = Tensor<Double>([1, 1, 1, 3], [1, 7, 2])
    let layer = MaxPool2D<Double>(kernel: Extent(1, 2), stride: 1)
    let cache = try layer.forward(image, in: context).cache
    let gradient = layer.backward(Tensor([1, 1, 1, 2], [0.25, -4]), cache: cache).input
    #expect(gradient.elements == [0, -3.75, 0])
  }

  @Test("What is not a number is passed on")
  func notANumber() throws {
    let image = Tensor<Double>([1, 1, 2, 4], [1, .nan, 3, 4, 5, 6, 7, 8])
    let output = try MaxPool2D<Double>(kernel: 2).forward(image, in: context).output
    #expect(output[0].isNaN)
    #expect(output[1] == 8)
  }

  @Test("Of several that are not numbers the last wins, and infinity loses to none but them")
  func notNumbers() throws {
    let image = Tensor<Float>(
      [1, 1, 2, 6],
      [.nan, 5, -.infinity, -.infinity, 1, .infinity] + [.nan, 7, -.infinity, -.infinity, 2, .nan])
    let (output, cache) = try MaxPool2D<Float>(kernel: 2).forward(image, in: context)
    #expect(output[0].isNaN && output[2].isNaN)
    #expect(output[1] == -.infinity)
    #expect(cache.branches == [2, 0, 3])
  }

  @Test("Windows that reach over an image narrower than they find the pixel there is")
  func narrow() throws {
    let image = Tensor<Double>([1, 2, 3, 1], [1, 5, 2, -3, -1, -2])
    let layer = MaxPool2D<Double>(kernel: Extent(2, 4), stride: 1, padding: Extent(1, 2))
    let (output, cache) = try layer.forward(image, in: context)
    #expect(output.shape == [1, 2, 4, 2])
    #expect(output.elements == [1, 1, 5, 5, 5, 5, 2, 2, -3, -3, -1, -1, -1, -1, -2, -2])
    let gradient = layer.backward(Tensor(output.shape, repeating: 1), cache: cache).input
    #expect(gradient.elements == [2, 4, 2, 2, 4, 2])
  }
}
