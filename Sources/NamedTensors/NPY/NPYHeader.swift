internal import Tensors

/// What an `.npy` file says of its array before the elements.
struct NPYHeader: Equatable {
  let elementType: ElementType
  let isBigEndian: Bool
  /// Whether the first axis is the innermost one.
  let isFortranOrder: Bool
  let extents: [Int]
  /// The offset of the elements in the file.
  let end: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The length beyond which NumPy takes a header for an attack as well.
  private static let longest = 10_000

  /// The number of axes beyond which NumPy has no arrays.
  static let mostAxes = 64

  /// Reads the header at the beginning of a file.
  init(_ file: ByteSource) throws(InputError) {
    let start = try file.bytes(0..<min(file.count, 10))
    guard start.count == 10, start.starts(with: Self.magic) else {
      throw file.error(
        "the first bytes", expects: "\\x93NUMPY and a version, of an .npy file",
        got: start.starts(with: Array("PK".utf8))
          ? "a zip archive: read it as .npz" : shown(start.prefix(8)))
    }
    let version = (start[6], start[7])
    guard (1...3).contains(version.0), version.1 == 0 else {
      throw file.error(
        "the format version", expects: "1.0, 2.0 or 3.0", got: "\(version.0).\(version.1)")
    }
    let lengthSize = version.0 == 1 ? 2 : 4
    let begin = 8 + lengthSize
    guard file.count >= begin else {
      throw file.error(
        "the header length", expects: "\(lengthSize) bytes", got: "\(file.count - 8)")
    }
    let length =
      version.0 == 1
      ? Int(try file.integer(UInt16.self, at: 8)) : Int(try file.integer(UInt32.self, at: 8))
    guard length <= Self.longest else {
      throw file.error(
        "the header length", expects: "at most \(Self.longest) bytes", got: "\(length)")
    }
    guard begin + length <= file.count else {
      throw file.error(
        "the header", expects: "\(length) bytes", got: "\(file.count - begin) up to the end")
    }
    var literal = PythonLiteral(try file.bytes(begin..<begin + length), of: file)
    let fields = try literal.dictionary()
    try self.init(fields, end: begin + length, file)
  }

  private init(
    _ fields: [String: PythonLiteral.Value], end: Int, _ file: ByteSource
  ) throws(InputError) {
    let names = ["descr", "fortran_order", "shape"]
    guard fields.keys.sorted() == names, let descr = fields["descr"],
      let order = fields["fortran_order"], let shape = fields["shape"]
    else {
      throw file.error(
        "the header", expects: "the keys 'descr', 'fortran_order' and 'shape'",
        got: shown(fields.keys.sorted()))
    }
    guard case .text(let code) = descr, let type = Self.elementType(code) else {
      throw file.error(
        "'descr'",
        expects: "booleans, integers or real numbers, such as '<f4', '>f8', '|u1' or '<i8'",
        got: "\(descr)")
    }
    guard case .boolean(let isFortranOrder) = order else {
      throw file.error("'fortran_order'", expects: "True or False", got: "\(order)")
    }
    guard case .tuple(let extents) = shape else {
      throw file.error("'shape'", expects: "a tuple of whole numbers", got: "\(shape)")
    }
    guard extents.count <= Self.mostAxes else {
      throw file.error("'shape'", expects: "at most \(Self.mostAxes) axes", got: "\(extents.count)")
    }
    elementType = type.0
    isBigEndian = type.isBigEndian
    self.isFortranOrder = isFortranOrder
    self.extents = extents
    self.end = end
  }

  private static func elementType(_ code: String) -> (ElementType, isBigEndian: Bool)? {
    guard let order = code.first, let type = types[String(code.dropFirst())] else { return nil }
    // A single byte has no order; "|" says so.
    guard order == "<" || order == ">" || (order == "|" && type.size == 1) else { return nil }
    return (type, order == ">")
  }

  /// NumPy's codes of types. It has none for `bfloat16`.
  private static let types: [String: ElementType] = [
    "b1": .bool, "u1": .uint8, "i1": .int8, "u2": .uint16, "i2": .int16, "f2": .float16,
    "u4": .uint32, "i4": .int32, "f4": .float32, "u8": .uint64, "i8": .int64, "f8": .float64,
  ]
}

// MARK: - Writing

extension NPYHeader {
  /// The header that NumPy writes for a tensor in row-major order; nil where NumPy has no such type.
  static func bytes(for tensor: TensorData) -> [UInt8]? {
    guard let code = types.first(where: { $0.value == tensor.elementType })?.key else { return nil }
    let extents = tensor.shape.extents
    let shape = extents.map { "\($0)" }.joined(separator: ", ") + (extents.count == 1 ? "," : "")
    let order = tensor.elementType.size == 1 ? "|" : "<"
    var text = "{'descr': '\(order)\(code)', 'fortran_order': False, 'shape': (\(shape)), }"
    // Room for the first extent to grow in place, up to the 21 digits of 8·2⁶⁴.
    if let first = extents.first { text += String(repeating: " ", count: 21 - "\(first)".count) }
    // The elements begin at a multiple of 64, after at least one space.
    let padding = 64 - (magic.count + 4 + text.utf8.count + 1) % 64
    text += String(repeating: " ", count: padding) + "\n"
    var bytes = magic + [1, 0]
    bytes.append(littleEndian: UInt16(text.utf8.count))
    return bytes + text.utf8
  }
}
