@testable import NamedTensors
import Testing

@Suite("ElementType")
struct ElementTypeTests {
  @Test("The order is that in which the safetensors package sorts tensors, the narrowest first")
  func order() {
    let sorted = ElementType.allCases.shuffled().sorted()
    #expect(sorted == ElementType.allCases)
    #expect(sorted.map(\.size) == sorted.map(\.size).sorted())
    #expect(ElementType.float64 < .int64)
    #expect(!(ElementType.float64 < .float64))
    #expect(ElementType.bfloat16 < .int32)
  }

  @Test("A number of bytes is the product of the extents and the size of an element")
  func byteCount() {
    #expect(ElementType.float32.byteCount(of: [3, 5]) == 60)
    #expect(ElementType.float64.byteCount(of: []) == 8)
    #expect(ElementType.float64.byteCount(of: [0, 7]) == 0)
    #expect(ElementType.uint8.byteCount(of: [.max]) == .max)
  }

  @Test(
    "A product that no number holds is none, also beside an extent of 0",
    arguments: [
      [1 << 60], [1 << 31, 1 << 31, 2], [.max, 2], [0, .max, 3], [.max, 3, 0], [-1], [0, -1],
    ])
  func overflow(extents: [Int]) {
    #expect(ElementType.float64.byteCount(of: extents) == nil)
  }
}
