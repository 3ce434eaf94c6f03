import Tensors
import Testing

@Suite("Tensor reshaping")
struct TensorReshapingTests {
  @Test("Reshaping keeps the elements in order")
  func order() {
    let tensor = Tensor<Float>.wholeNumbers([2, 3, 4], seed: 1)
    let reshaped = tensor.reshaped([4, 6])
    #expect(reshaped.shape == [4, 6])
    #expect(reshaped.elements == tensor.elements)
    #expect(reshaped.reshaped([2, 3, 4]) == tensor)
    #expect(Tensor<Float>([0, 3]).reshaped([5, 0]).shape == [5, 0])
  }

  @Test("A scalar has shape [] and gives back its number; so does any tensor of one element")
  func scalars() {
    let scalar = Tensor<Double>(scalar: 2.5)
    #expect(scalar.shape == [])
    #expect(scalar.scalar == 2.5)
    #expect(scalar.reshaped([1, 1, 1]).scalar == 2.5)
    #expect((scalar * 2 + scalar).scalar == 7.5)
  }

  @Test("A tensor of two elements is no scalar, and 6 elements are no 3 × 3")
  func refusals() async throws {
    await #expect(processExitsWith: .failure) { _ = Tensor<Double>([2]).scalar }
    let result = try await #require(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Tensor<Float>([2, 3]).reshaped([3, 3])
    }
    let message = String(decoding: result.standardErrorContent, as: UTF8.self)
    #expect(message.contains("reshaped([3, 3]) expects 9 elements, got 6 in [2, 3]"))
  }
}
