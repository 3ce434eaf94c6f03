/// The type of the elements of a tensor in a file.
///
/// In order of alignment, as the `safetensors` package sorts the tensors of a file.
public enum ElementType: String, CaseIterable, Sendable, Comparable {
  case bool, uint8, int8, int16, uint16, float16, bfloat16
  case int32, uint32, float32, float64, int64, uint64

  /// The number of bytes of an element.
  public var size: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .int16, .uint16, .float16, .bfloat16: 2
    case .int32, .uint32, .float32: 4
    case .float64, .int64, .uint64: 8
    }
  }

  public static func < (a: ElementType, b: ElementType) -> Bool {
    guard let a = allCases.firstIndex(of: a), let b = allCases.firstIndex(of: b) else {
      return false
    }
    return a < b
  }

  /// The number of bytes of so many elements in these axes, nil where no memory could hold a tensor of
  /// this shape or of its axes other than those of extent 0.
  ///
  /// So ``Shape``, whose count and strides are products of extents, can be made of extents from a file.
  func byteCount(of extents: [Int]) -> Int? {
    var most = size
    for extent in extents {
      let (product, overflow) = most.multipliedReportingOverflow(by: max(extent, 1))
      guard extent >= 0, !overflow else { return nil }
      most = product
    }
    return extents.contains(0) ? 0 : most
  }
}
