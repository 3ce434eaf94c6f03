import Foundation

/// A picture of red, green and blue.
public struct Picture: Sendable, Equatable {
  public let width: Int
  public let height: Int
  /// Three bytes a pixel, row by row from the top.
  public private(set) var pixels: [UInt8]

  /// A picture of one gray.
  public init(width: Int, height: Int, gray: UInt8) {
    (self.width, self.height) = (width, height)
    pixels = [UInt8](repeating: gray, count: 3 * width * height)
  }

  /// A picture from its planes, as images are stored for networks: all of red, all of green, all of blue.
  public init(width: Int, height: Int, planes: some RandomAccessCollection<UInt8>) {
    precondition(planes.count == 3 * width * height, "three planes of \(width) × \(height)")
    self.init(width: width, height: height, gray: 0)
    for (place, value) in planes.enumerated() {
      pixels[place % (width * height) * 3 + place / (width * height)] = value
    }
  }

  /// Filters of a convolution side by side, from the darkest for the least weight of all to the brightest for the
  /// largest; a weight is a square of so many pixels.
  ///
  /// - Parameters:
  ///   - values: The weights, row by row.
  ///   - shape: Filters, channels, rows, columns. Three channels are colors, one is gray.
  ///   - scale: The pixels along a side of a weight's square.
  /// - Returns: nil where there are others, or none.
  public init?(filters values: [Double], shape: [Int], scale: Int = 4) {
    guard shape.count == 4, [1, 3].contains(shape[1]), shape.allSatisfy({ $0 > 0 }),
      shape.reduce(1, *) == values.count
    else { return nil }
    let (filters, channels, rows, columns) = (shape[0], shape[1], shape[2], shape[3])
    let across = Int(Double(filters).squareRoot().rounded(.up))
    let (right, down) = (columns * scale + 1, rows * scale + 1)
    let finite = values.filter(\.isFinite)
    let (least, most) = (finite.min() ?? 0, finite.max() ?? 0)
    self.init(
      width: across * right + 1, height: (filters + across - 1) / across * down + 1, gray: 128)
    for filter in 0..<filters {
      let (left, top) = (filter % across * right + 1, filter / across * down + 1)
      for color in 0..<3 {
        let plane = (filter * channels + min(color, channels - 1)) * rows * columns
        for y in 0..<rows * scale {
          for x in 0..<columns * scale {
            let value = values[plane + y / scale * columns + x / scale]
            let share = most > least ? (value - least) / (most - least) : 0.5
            let pixel = (top + y) * width + left + x
            pixels[3 * pixel + color] = value.isFinite ? UInt8((255 * share).rounded()) : 0
          }
        }
      }
    }
  }

  /// The picture as PNG, not compressed.
  ///
  /// Source: W3C, "Portable network graphics (PNG) specification"; RFC 1950 and 1951 for its stream.
  public var png: Data {
    var file = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    func bytes(_ number: Int) -> Data {
      withUnsafeBytes(of: UInt32(number).bigEndian) { Data($0) }
    }
    func add(_ type: String, _ content: Data) {
      let chunk = Data(type.utf8) + content
      file += bytes(content.count) + chunk + bytes(Int(Picture.crc32(chunk)))
    }
    // 8 bits a color, red, green and blue, nothing special.
    add("IHDR", bytes(width) + bytes(height) + Data([8, 2, 0, 0, 0]))
    var rows = Data()
    for y in 0..<height {
      // As it is, without a filter.
      rows.append(0)
      rows += pixels[3 * width * y..<3 * width * (y + 1)]
    }
    var stream = Data([0x78, 0x01])
    for start in stride(from: 0, to: rows.count, by: 0xFFFF) {
      let block = rows[start..<min(start + 0xFFFF, rows.count)]
      let count = UInt16(block.count)
      stream.append(start + block.count == rows.count ? 1 : 0)
      for part in [count, ~count] { withUnsafeBytes(of: part.littleEndian) { stream += Data($0) } }
      stream += block
    }
    add("IDAT", stream + bytes(Int(Picture.adler32(rows))))
    add("IEND", Data())
    return file
  }

  private static func crc32(_ data: Data) -> UInt32 {
    ~data.reduce(UInt32.max) { crc, byte in table[Int((crc ^ UInt32(byte)) & 0xFF)] ^ (crc >> 8) }
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { crc, _ in
      crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1
    }
  }

  private static func adler32(_ data: Data) -> UInt32 {
    var (low, high): (UInt32, UInt32) = (1, 0)
    for byte in data {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return high << 16 | low
  }
}
