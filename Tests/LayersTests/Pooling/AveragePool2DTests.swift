import Layers
import Tensors
import Testing

@Suite("AveragePool2D")
struct AveragePool2DTests {
  private let context = ForwardContext(.training)

  @Test("An input of another rank is refused by name")
  func rank() {
    expectRejection(
      of: [3, 4, 6], by: AveragePool2D<Double>(kernel: 2),
      "AveragePool2D(kernel 2×2, stride 2×2) expects input [N, C, H, W], got [3, 4, 6]")
  }

  @Test("An image without room for one window is refused, naming the least size")
  func room() {
    expectRejection(
      of: [2, 3, 5, 0],
      by: AveragePool2D<Double>(kernel: Extent(3, 2), padding: 1, countsPadding: false),
      """
      AveragePool2D(kernel 3×2, stride 3×2, padding 1×1, padding not counted) \
      expects images of at least 1×1 (one window), got [2, 3, 5, 0]
      """)
  }

  @Test(
    "The mean of ones is one where padding does not count, and less on the border where it does")
  func padding() throws {
    let ones = Tensor<Double>([1, 1, 3, 3], repeating: 1)
    func output(countsPadding: Bool) throws -> [Double] {
      try AveragePool2D<Double>(kernel: 2, padding: 1, countsPadding: countsPadding)
        .forward(ones, in: context).output.elements
    }
    #expect(try output(countsPadding: false) == [1, 1, 1, 1])
    #expect(try output(countsPadding: true) == [0.25, 0.5, 0.5, 1])
  }
}
