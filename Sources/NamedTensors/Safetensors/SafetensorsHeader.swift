internal import Tensors

/// What a `.safetensors` file says of its tensors before their bytes.
struct SafetensorsHeader {
  /// One tensor of the file.
  struct Entry {
    let name: String
    let elementType: ElementType
    let extents: [Int]
    /// Where its bytes lie, counted from the end of the header.
    let range: Range<Int>
  }

  /// The tensors in the order of their bytes, which they cover without a gap.
  let entries: [Entry]
  let metadata: [String: String]
  /// The offset in the file at which the bytes of tensors begin.
  let end: Int

  /// The length beyond which the reference implementation takes a header for an attack as well.
  static let longest = 100_000_000
  static let metadataName = "__metadata__"

  init(_ file: ByteSource) throws(InputError) {
    guard file.count >= 8 else {
      throw file.error(
        "the header length", expects: "the 8 bytes that begin a .safetensors file",
        got: "\(file.count)")
    }
    let length = try file.integer(UInt64.self, at: 0)
    guard length <= Self.longest else {
      throw file.error(
        "the header length", expects: "at most \(Self.longest) bytes", got: "\(length)")
    }
    end = 8 + Int(length)
    guard end <= file.count else {
      throw file.error(
        "the header", expects: "\(length) bytes", got: "\(file.count - 8) up to the end")
    }
    let text = try file.bytes(8..<end)
    guard String(validating: text, as: UTF8.self) != nil else {
      throw file.error("the header", expects: "text in UTF-8", got: "other bytes")
    }
    var (entries, metadata) = ([Entry](), [String: String]?.none)
    var names: Set<String> = []
    var scanner = JSONScanner(text, of: file)
    try scanner.object { name, scanner throws(InputError) in
      guard names.insert(name).inserted else {
        throw file.error("the header", expects: "each name once", got: "\(quoted(name)) twice")
      }
      if name == Self.metadataName {
        metadata = try Self.metadata(&scanner, file)
      } else {
        entries.append(try Self.entry(name, &scanner, file))
      }
    }
    try scanner.end()
    self.metadata = metadata ?? [:]
    self.entries = try Self.inOrder(entries, count: file.count - end, file)
  }

  private static func metadata(
    _ scanner: inout JSONScanner, _ file: ByteSource
  ) throws(InputError) -> [String: String] {
    var metadata: [String: String] = [:]
    if scanner.takeNull() { return metadata }
    try scanner.object { key, scanner throws(InputError) in
      guard metadata.updateValue(try scanner.string(), forKey: key) == nil else {
        throw file.error("the metadata", expects: "each key once", got: "\(quoted(key)) twice")
      }
    }
    return metadata
  }

  private static func entry(
    _ name: String, _ scanner: inout JSONScanner, _ file: ByteSource
  ) throws(InputError) -> Entry {
    var (code, shape, offsets) = (String?.none, [Int]?.none, [Int]?.none)
    var fields: Set<String> = []
    try scanner.object { field, scanner throws(InputError) in
      guard fields.insert(field).inserted else {
        throw file.error(
          "tensor \(quoted(name))", expects: "each field once", got: "\(quoted(field)) twice")
      }
      switch field {
      case "dtype": code = try scanner.string()
      case "shape": shape = try integers(&scanner)
      case "data_offsets": offsets = try integers(&scanner)
      default: try scanner.skip()
      }
    }
    let subject = "tensor \(quoted(name))"
    guard let code, let shape, let offsets else {
      throw file.error(
        subject, expects: "dtype, shape and data_offsets",
        got: shown(fields.sorted()))
    }
    guard let type = types.first(where: { $0.value == code })?.key else {
      throw file.error(
        "dtype of \(subject)",
        expects: "one of \(types.values.sorted().joined(separator: ", "))", got: quoted(code))
    }
    guard let size = type.byteCount(of: shape) else {
      throw file.error(
        "shape of \(subject)", expects: "extents whose product is a number of bytes",
        got: shown(shape))
    }
    guard offsets.count == 2, offsets[0] <= offsets[1] else {
      throw file.error(
        "data_offsets of \(subject)", expects: "two offsets, the smaller one first",
        got: shown(offsets))
    }
    guard offsets[1] - offsets[0] == size else {
      throw file.error(
        "data_offsets of \(subject)", expects: "\(size) bytes for \(shown(shape)) of \(code)",
        got: "\(shown(offsets)), which are \(offsets[1] - offsets[0])")
    }
    return Entry(name: name, elementType: type, extents: shape, range: offsets[0]..<offsets[1])
  }

  private static func integers(_ scanner: inout JSONScanner) throws(InputError) -> [Int] {
    var integers: [Int] = []
    try scanner.array { scanner throws(InputError) in integers.append(try scanner.integer()) }
    return integers
  }

  /// The tensors in the order of their bytes, which must follow on each other from 0 to `count`.
  private static func inOrder(
    _ entries: [Entry], count: Int, _ file: ByteSource
  ) throws(InputError) -> [Entry] {
    // Sorting is stable, so that tensors without bytes stay in the order of the header.
    let ordered = entries.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var place = 0
    for entry in ordered {
      guard entry.range.lowerBound == place else {
        throw file.error(
          "data_offsets of tensor \(quoted(entry.name))",
          expects: "to begin at \(place), where the tensor before ends",
          got: "\(entry.range.lowerBound)")
      }
      place = entry.range.upperBound
    }
    guard place == count else {
      throw file.error(
        "data_offsets", expects: "to cover the \(count) bytes of data", got: "\(place)")
    }
    return ordered
  }

  /// The format's codes of types.
  private static let types: [ElementType: String] = [
    .bool: "BOOL", .uint8: "U8", .int8: "I8", .uint16: "U16", .int16: "I16", .float16: "F16",
    .bfloat16: "BF16", .uint32: "U32", .int32: "I32", .float32: "F32", .float64: "F64",
    .uint64: "U64", .int64: "I64",
  ]
}

// MARK: - Writing

extension SafetensorsHeader {
  /// The length and the header of a file, for tensors in the order of their bytes.
  static func bytes(
    for tensors: [(name: String, data: TensorData)], metadata: [String: String]
  ) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { "\(json($0.key)):\(json($0.value))" }
      members.append("\(json(metadataName)):{\(pairs.joined(separator: ","))}")
    }
    var offset = 0
    for (name, data) in tensors {
      let end = offset + data.bytes.count
      let shape = data.shape.extents.map { "\($0)" }.joined(separator: ",")
      members.append(
        "\(json(name)):{\"dtype\":\"\(types[data.elementType] ?? "")\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var text = Array("{\(members.joined(separator: ","))}".utf8)
    // The bytes of tensors begin at a multiple of 8.
    text += [UInt8](repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt64(text.count))
    return bytes + text
  }

  /// A text in JSON, with no escape that JSON does not ask for.
  private static func json(_ text: String) -> String {
    let escaped = text.unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "\"", "\\": escaped += "\\\(scalar)"
      case "\u{8}": escaped += "\\b"
      case "\u{C}": escaped += "\\f"
      case "\n": escaped += "\\n"
      case "\r": escaped += "\\r"
      case "\t": escaped += "\\t"
      case "\0"..<" ":
        let digits = String(scalar.value, radix: 16)
        escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return "\"\(escaped)\""
  }
}
