import Tensors
import Testing

@Suite("Shape")
struct ShapeTests {
  private let shape: Shape = [2, 3, 5, 7]

  @Test("The count is the product of the extents")
  func count() {
    #expect(shape.count == 210)
    #expect(shape.rank == 4)
    #expect(shape.extents == [2, 3, 5, 7])
    #expect((0..<4).map { shape[$0] } == [2, 3, 5, 7])
  }

  @Test("The stride of an axis is the size of all that is inside it")
  func strides() {
    #expect((0..<4).map { shape.stride(of: $0) } == [105, 35, 7, 1])
  }

  @Test("A scalar has no axis and one element")
  func scalar() {
    let scalar: Shape = []
    #expect(scalar.rank == 0)
    #expect(scalar.count == 1)
    #expect(scalar.index(ofOffset: 0) == [])
    #expect(scalar.description == "[]")
  }

  @Test("An extent of zero leaves no element", arguments: [[0], [0, 3], [4, 0, 5], [2, 3, 0]])
  func zeroExtent(extents: [Int]) {
    let shape = Shape(extents)
    #expect(shape.count == 0)
    #expect(shape.rank == extents.count)
    #expect(shape.stride(of: extents.count - 1) == 1)
  }

  @Test("Offsets count through the indices, the last axis fastest")
  func indexOfOffset() {
    var offset = 0
    for a in 0..<2 {
      for b in 0..<3 {
        for c in 0..<5 {
          for d in 0..<7 {
            #expect(shape.index(ofOffset: offset) == [a, b, c, d])
            offset += 1
          }
        }
      }
    }
  }

  @Test("An index times the strides is the offset it came from")
  func offsetOfIndex() {
    for offset in 0..<shape.count {
      let index = shape.index(ofOffset: offset)
      #expect((0..<4).reduce(0) { $0 + index[$1] * shape.stride(of: $1) } == offset)
    }
  }

  @Test("Shapes are the same where all extents are")
  func equality() {
    #expect(shape == Shape([2, 3, 5, 7]))
    #expect(shape != [2, 3, 7, 5])
    #expect(shape != [210])
    #expect(Set([shape, [2, 3, 5, 7], [6, 5, 7]]).count == 2)
  }

  @Test("The description is the list of the extents")
  func description() {
    #expect("\(shape)" == "[2, 3, 5, 7]")
    #expect("\(Shape([0]))" == "[0]")
  }
}
