import Layers
import Tensors
import Testing

@Suite("Softmax")
struct SoftmaxTests {
  private let context = ForwardContext(.training)

  @Test("An axis counts from the end where it is negative", arguments: 0..<4)
  func negativeAxis(axis: Int) throws {
    let x = Tensor<Double>.random([2, 3, 4, 5], seed: 1)
    let y = try Softmax<Double>(axis: axis).forward(x, in: context).output
    #expect(try Softmax<Double>(axis: axis - 4).forward(x, in: context).output == y)
  }

  @Test("Outputs along the axis sum to 1, their gradients to 0", arguments: 0..<3)
  func sums(axis: Int) throws {
    let shape: Shape = [3, 4, 5]
    let layer = Softmax<Double>(axis: axis)
    let (y, cache) = try layer.forward(.random(shape, seed: 2), in: context)
    let dx = layer.backward(.random(shape, seed: 3), cache: cache).input
    var sums: [[Int]: Double] = [:]
    var gradients: [[Int]: Double] = [:]
    for offset in 0..<shape.count {
      var lane = shape.index(ofOffset: offset)
      lane[axis] = 0
      sums[lane, default: 0] += y[offset]
      gradients[lane, default: 0] += dx[offset]
    }
    #expect(sums.count == 60 / shape[axis])
    #expect(sums.values.allSatisfy { abs($0 - 1) < 1e-14 })
    #expect(gradients.values.allSatisfy { abs($0) < 1e-14 })
  }

  @Test("An input without that axis is refused by name")
  func rank() {
    expectRejection(
      of: [], by: Softmax<Double>(), "Softmax expects input of rank 1 or more, got []")
    expectRejection(
      of: [3, 4], by: Softmax<Double>(axis: 2),
      "Softmax(axis 2) expects input of rank 3 or more, got [3, 4]")
    expectRejection(
      of: [3, 4], by: Softmax<Double>(axis: -3),
      "Softmax(axis -3) expects input of rank 3 or more, got [3, 4]")
  }
}
