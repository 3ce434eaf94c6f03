import Foundation

/// A picture in colors as a PNG file, not compressed: for small ones, inline in a page.
///
/// Source: W3C, "Portable network graphics (PNG) specification", 2003; RFC 1950 and 1951 for the stream that is not
/// compressed.
enum PNG {
  /// - Parameter pixels: Red, green and blue of every pixel, row by row.
  static func encode(width: Int, height: Int, pixels: [UInt8]) -> Data {
    precondition(pixels.count == 3 * width * height, "three bytes a pixel")
    var rows: [UInt8] = []
    for row in 0..<height {
      // Each row begins with its filter: none.
      rows.append(0)
      rows += pixels[3 * row * width..<3 * (row + 1) * width]
    }
    // 8 bits a channel, red, green and blue.
    let header = bytes(width) + bytes(height) + [8, 2, 0, 0, 0]
    return Data(
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
        + chunk("IDAT", stored(rows)) + chunk("IEND", []))
  }

  private static func bytes(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let named = Array(name.utf8) + content
    return bytes(content.count) + named + bytes(Int(checksum(named)))
  }

  /// A zlib stream of blocks that are stored as they are, 65,535 bytes at most each.
  private static func stored(_ content: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: content.count, by: 0xFFFF) {
      let block = content[start..<min(start + 0xFFFF, content.count)]
      let size = UInt16(block.count)
      stream.append(block.endIndex == content.count ? 1 : 0)
      for word in [size, ~size] { stream += [UInt8(word & 0xFF), UInt8(word >> 8)] }
      stream += block
    }
    var (a, b) = (1, 0)
    for byte in content {
      a = (a + Int(byte)) % 65521
      b = (b + a) % 65521
    }
    return stream + bytes(b << 16 | a)
  }

  /// CRC-32 of ISO 3309.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0 as UInt32) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
  }
}
