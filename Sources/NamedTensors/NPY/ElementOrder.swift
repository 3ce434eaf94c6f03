/// How the elements of an `.npy` file lie, other than row by row with the least significant byte first.
struct ElementOrder {
  private let size: Int
  private let isBigEndian: Bool
  /// The extents of the array where the first axis is the innermost one, nil where it is the outermost.
  private let fortranExtents: [Int]?

  init(_ header: NPYHeader) {
    size = header.elementType.size
    isBigEndian = header.isBigEndian && size > 1
    // The two orders of axes are one where at most one of them has neighbors.
    let hasOrder = header.extents.filter { $0 != 1 }.count > 1
    fortranExtents = header.isFortranOrder && hasOrder ? header.extents : nil
  }

  /// The elements row by row with the least significant byte first.
  func rowMajorLittleEndian(_ bytes: [UInt8]) -> [UInt8] {
    guard isBigEndian || fortranExtents != nil, !bytes.isEmpty else { return bytes }
    return switch size {
    case 1: reordered(bytes, UInt8.self)
    case 2: reordered(bytes, UInt16.self)
    case 4: reordered(bytes, UInt32.self)
    default: reordered(bytes, UInt64.self)
    }
  }

  @inline(__always)
  private func reordered<Word: FixedWidthInteger>(_ bytes: [UInt8], _ type: Word.Type) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: bytes.count) { target, initialized in
      initialized = bytes.count
      let target = UnsafeMutableRawBufferPointer(target)
      bytes.withUnsafeBytes { source in
        var to = 0
        forEachOffset(of: bytes.count / size) { offset in
          let word = source.loadUnaligned(fromByteOffset: offset * size, as: Word.self)
          target.storeBytes(
            of: isBigEndian ? word.byteSwapped : word, toByteOffset: to, as: Word.self)
          to += size
        }
      }
    }
  }

  /// Calls `body` with where each of the `count` elements lies in the file, row by row.
  @inline(__always)
  private func forEachOffset(of count: Int, _ body: (Int) -> Void) {
    guard let extents = fortranExtents else { return (0..<count).forEach(body) }
    var strides: [Int] = []
    var stride = 1
    for extent in extents {
      strides.append(stride)
      stride *= extent
    }
    var index = [Int](repeating: 0, count: extents.count)
    var offset = 0
    for _ in 0..<count {
      body(offset)
      // The next index, the last axis fastest; after the last index it is the first again.
      var axis = extents.count - 1
      while axis >= 0 {
        index[axis] += 1
        offset += strides[axis]
        if index[axis] < extents[axis] { break }
        offset -= extents[axis] * strides[axis]
        index[axis] = 0
        axis -= 1
      }
    }
  }
}
