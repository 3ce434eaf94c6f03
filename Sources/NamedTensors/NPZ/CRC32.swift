/// The check sum of zip archives: the remainder of the bytes, as a polynomial over two elements, by
/// x³² + x²⁶ + x²³ + x²² + x¹⁶ + x¹² + x¹¹ + x¹⁰ + x⁸ + x⁷ + x⁵ + x⁴ + x² + x + 1, bits reversed.
struct CRC32 {
  private var remainder: UInt32 = 0xFFFF_FFFF

  /// The sum of all bytes that were added.
  var value: UInt32 { ~remainder }

  mutating func add(_ bytes: [UInt8]) {
    var remainder = remainder
    Self.table.withUnsafeBufferPointer { table in
      bytes.withUnsafeBufferPointer { bytes in
        for byte in bytes {
          remainder = table[Int(UInt8(truncatingIfNeeded: remainder) ^ byte)] ^ (remainder >> 8)
        }
      }
    }
    self.remainder = remainder
  }

  /// The remainder of each byte.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { rest, _ in rest & 1 == 0 ? rest >> 1 : rest >> 1 ^ 0xEDB8_8320 }
  }
}
