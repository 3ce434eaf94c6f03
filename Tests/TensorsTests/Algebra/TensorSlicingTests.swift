import Tensors
import Testing

@Suite("Tensor slicing")
struct TensorSlicingTests {
  /// Every range of an axis of up to 5 positions, else some.
  private func ranges(of extent: Int) -> [Range<Int>] {
    let bounds = extent <= 5 ? Array(0...extent) : [0, 1, extent / 2, extent - 1, extent]
    return bounds.flatMap { lower in bounds.filter { $0 >= lower }.map { lower..<$0 } }
  }

  private func check<Scalar: TensorScalar>(_ scalar: Scalar.Type, _ shape: Shape) {
    let x = Tensor<Scalar>(shape, (0..<shape.count).map { Scalar($0) })
    for axis in 0..<shape.rank {
      for range in ranges(of: shape[axis]) {
        let part = x.slice(range, along: axis)
        var extents = shape.extents
        extents[axis] = range.count
        #expect(part.shape == Shape(extents))
        let isRight = (0..<part.count).allSatisfy { offset in
          var index = part.shape.index(ofOffset: offset)
          index[axis] += range.lowerBound
          return part[offset] == x[shape.offset(of: index)]
        }
        #expect(isRight, "\(shape), \(range) along \(axis)")

        var changed = x
        changed.replaceSlice(range, along: axis, with: part + 0.5)
        let isReplaced = (0..<x.count).allSatisfy { offset in
          let isInside = range.contains(shape.index(ofOffset: offset)[axis])
          return changed[offset] == x[offset] + (isInside ? 0.5 : 0)
        }
        #expect(isReplaced, "\(shape), \(range) along \(axis)")
      }
      for position in 0..<shape[axis] where shape.count < 200 {
        var extents = shape.extents
        extents.remove(at: axis)
        let part = x.slice(at: position, along: axis)
        #expect(part == x.slice(position..<position + 1, along: axis).reshaped(Shape(extents)))
      }
    }
  }

  @Test(
    "A slice has the elements at its positions, and replacing one changes no other",
    arguments: algebraShapes)
  func slices(shape: Shape) {
    check(Double.self, shape)
    check(Float.self, shape)
  }

  @Test("A step of a sequence is a slice at one position")
  func step() {
    let sequence = Tensor<Float>([2, 3, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])
    #expect(sequence.slice(at: 1, along: 1) == Tensor([2, 2], [3, 4, 9, 10]))
    #expect(Tensor<Float>([3], [1, 2, 3]).slice(at: 2, along: 0) == Tensor(scalar: 3))
  }

  @Test("What replaces a slice must have its shape")
  func replacement() async {
    await #expect(processExitsWith: .failure) {
      var x = Tensor<Double>([2, 3])
      x.replaceSlice(0..<2, along: 1, with: Tensor([2, 1]))
    }
  }
}
