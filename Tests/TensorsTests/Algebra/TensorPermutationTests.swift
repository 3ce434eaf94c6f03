import Tensors
import Testing

@Suite("Tensor permutation")
struct TensorPermutationTests {
  private func check<Scalar: TensorScalar>(_ scalar: Scalar.Type, _ shape: Shape) {
    let x = Tensor<Scalar>(shape, (0..<shape.count).map { Scalar($0) })
    for axes in orders(of: shape.rank) {
      let y = x.permuted(axes)
      #expect(y.shape.extents == axes.map { shape[$0] })
      let isRight = (0..<y.count).allSatisfy { offset in
        let index = y.shape.index(ofOffset: offset)
        var source = index
        for (k, axis) in axes.enumerated() { source[axis] = index[k] }
        return y[offset] == x[shape.offset(of: source)]
      }
      #expect(isRight, "\(shape) permuted \(axes)")
    }
  }

  @Test("Every order of the axes moves every element to its place", arguments: algebraShapes)
  func permutations(shape: Shape) {
    check(Double.self, shape)
    check(Float.self, shape)
  }

  @Test("The inverse order brings every element back", arguments: algebraShapes)
  func inverse(shape: Shape) {
    let x = Tensor<Double>.wholeNumbers(shape, seed: 6)
    for axes in orders(of: shape.rank) {
      let inverse = axes.indices.map { axis in axes.firstIndex(of: axis) ?? -1 }
      #expect(x.permuted(axes).permuted(inverse) == x)
    }
  }

  @Test("A transpose exchanges rows and columns, of every matrix of a batch")
  func transposes() {
    let matrix = Tensor<Double>([2, 3], [1, 2, 3, 4, 5, 6])
    #expect(matrix.transposed() == Tensor([3, 2], [1, 4, 2, 5, 3, 6]))
    let batch = Tensor<Float>([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(batch.transposed() == Tensor([2, 2, 2], [1, 3, 2, 4, 5, 7, 6, 8]))
    #expect(Tensor<Float>([3, 0]).transposed().shape == [0, 3])
  }

  @Test("Bits move unchanged, those of what is not a number as well")
  func bits() {
    let odd = Double(bitPattern: 0x7FF4_0000_DEAD_BEEF)
    let x = Tensor<Double>([2, 2], [odd, -0.0, 1, 2])
    let y = x.transposed()
    #expect(y[0].bitPattern == 0x7FF4_0000_DEAD_BEEF)
    #expect(y[2].bitPattern == (-0.0).bitPattern)
  }
}
