import Tensors
import Testing

@Suite("Tensor concatenation")
struct TensorConcatenationTests {
  private func check<Scalar: TensorScalar>(_ scalar: Scalar.Type, _ shape: Shape) {
    for axis in 0..<shape.rank {
      for extents in [[], [0], [2], [1, 0, 3]] {
        let parts = ([shape[axis]] + extents).enumerated().map { position, extent in
          var others = shape.extents
          others[axis] = extent
          return Tensor<Scalar>.wholeNumbers(Shape(others), seed: UInt64(position + 1))
        }
        let whole = Tensor(concatenating: parts, along: axis)
        var start = 0
        for part in parts {
          let range = start..<start + part.shape[axis]
          #expect(whole.slice(range, along: axis) == part, "\(shape) and \(extents), \(axis)")
          start = range.upperBound
        }
        #expect(whole.shape[axis] == start)
        #expect(whole.split(into: parts.map { $0.shape[axis] }, along: axis) == parts)
      }
    }
  }

  @Test(
    "The slices of a concatenation, and its pieces, are what was concatenated",
    arguments: algebraShapes)
  func slices(shape: Shape) {
    check(Double.self, shape)
    check(Float.self, shape)
  }

  @Test("Matrices stand side by side along the second axis, one above the other along the first")
  func matrices() {
    let (a, b) = (Tensor<Double>([2, 1], [1, 2]), Tensor<Double>([2, 2], [3, 4, 5, 6]))
    #expect(Tensor(concatenating: [a, b], along: 1) == Tensor([2, 3], [1, 3, 4, 2, 5, 6]))
    #expect(Tensor(concatenating: [a, a], along: 0) == Tensor([4, 1], [1, 2, 1, 2]))
  }
}
