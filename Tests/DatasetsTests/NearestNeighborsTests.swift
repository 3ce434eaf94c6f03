import Datasets
import Tensors
import Testing

@Suite struct NearestNeighborsTests {
  // From the origin, (3, 0) is nearer by L1, (2, 2) by L2.
  private let neighbors = NearestNeighbors(
    Tensor<Double>([4, 2], [3, 0, 2, 2, 9, 9, 9, 8]), labels: [0, 1, 1, 0])

  @Test func `the distance decides`() {
    let origin = Tensor<Double>([1, 2])
    #expect(neighbors.labels(of: origin, by: .l1) == [0])
    #expect(neighbors.labels(of: origin, by: .l2) == [1])
  }

  @Test func `most votes win, and of equally many the nearer neighbor's class`() {
    let origin = Tensor<Double>([1, 2])
    #expect(neighbors.labels(of: origin, k: 2, by: .l1) == [0])
    #expect(neighbors.labels(of: origin, k: 2, by: .l2) == [1])
    #expect(neighbors.labels(of: Tensor([1, 2], [3, 0]), k: 3, by: .l1) == [0])
    #expect(neighbors.labels(of: Tensor([1, 2], [5, 5]), k: 3, by: .l1) == [0])
  }

  @Test func `a known sample is known, and accuracy is the share`() {
    let known = Tensor<Double>([2, 2], [9, 9, 3, 0])
    #expect(neighbors.accuracy(on: known, labels: [1, 0]) == 1)
    #expect(neighbors.accuracy(on: known, labels: [1, 1]) == 0.5)
  }
}
