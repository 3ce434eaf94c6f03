public import Tensors

/// The format of named tensors of the `safetensors` package, `.safetensors`.
///
///     var tensors: TensorDictionary = ["weight": TensorData(weight), "bias": TensorData(bias)]
///     tensors.metadata["framework"] = "gradient-check"
///     try Safetensors.write(tensors, to: "linear.safetensors")
///     let bias: Tensor<Float> = try Safetensors.read("linear.safetensors").tensor("bias")
///
/// A file is the length of a header in 8 bytes, the header, and the bytes of all tensors, row-major and
/// little-endian. The header is a JSON object of, for each tensor, `dtype`, `shape` and `data_offsets`;
/// texts by the name `__metadata__` are kept as ``TensorDictionary/metadata``.
///
/// **Read** are all types that ``ElementType`` names (F64, F32, F16, BF16, whole numbers, BOOL); the tensors
/// come in the order of their bytes. Refused, before anything of their size is allocated, are tensors that
/// overlap, leave a gap, lie beyond the end or do not have the bytes of their shape; bytes that belong to
/// none; a name or metadata key that comes twice (the package takes the last one); a header of more than
/// 100 MB, as the package does, or nested deeper than 64 (there 128).
///
/// **Written** is what the package writes, byte for byte: tensors sorted by type, the widest first, and by
/// name; the header padded with spaces to a multiple of 8. So a file that the package wrote and that is
/// read and written again is the same file, unless its metadata has several entries: the package writes
/// them in an order that changes from run to run, here they are sorted. Metadata without an entry are
/// not written.
///
/// Source: the documentation of the format, and the package where that leaves a choice.
public enum Safetensors {
  /// The tensors in a file.
  ///
  /// - Throws: `InputError`, which names the file, the tensor, the field and what is wrong with it.
  public static func read(_ path: String) throws(InputError) -> TensorDictionary {
    try read(ByteSource(file: path))
  }

  /// The tensors in the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - name: What errors call the bytes.
  /// - Throws: `InputError`, which names the tensor, the field and what is wrong with it.
  public static func decode(
    _ bytes: [UInt8], name: String = "a .safetensors file in memory"
  ) throws(InputError) -> TensorDictionary {
    try read(ByteSource(bytes, name: name))
  }

  /// Writes tensors as a file, which appears only when it is complete, and replaces a file that was there.
  ///
  /// - Throws: `InputError` where a tensor is named `__metadata__`, the header is too long to be read
  ///   again, or the system refuses to write.
  public static func write(_ tensors: TensorDictionary, to path: String) throws(InputError) {
    try FileReplacement.write(pieces(of: tensors, name: quoted(path)), to: path)
  }

  /// The bytes of the file of tensors.
  ///
  /// - Throws: `InputError` where a tensor is named `__metadata__`, or the header is too long to be read
  ///   again.
  public static func encode(_ tensors: TensorDictionary) throws(InputError) -> [UInt8] {
    Array(try pieces(of: tensors, name: "a .safetensors file in memory").joined())
  }

  private static func read(_ file: ByteSource) throws(InputError) -> TensorDictionary {
    let header = try SafetensorsHeader(file)
    var tensors = TensorDictionary()
    for entry in header.entries {
      let range = header.end + entry.range.lowerBound..<header.end + entry.range.upperBound
      tensors[entry.name] = TensorData(
        entry.elementType, Shape(entry.extents), bytes: try file.bytes(range))
    }
    tensors.metadata = header.metadata
    return tensors
  }

  private static func pieces(
    of tensors: TensorDictionary, name: String
  ) throws(InputError) -> [[UInt8]] {
    guard tensors[SafetensorsHeader.metadataName] == nil else {
      throw InputError(
        name, expects: "no tensor of the name \"__metadata__\", which is the format's own",
        got: "one")
    }
    let ordered = tensors.sorted { a, b in
      a.data.elementType == b.data.elementType
        ? a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
        : a.data.elementType > b.data.elementType
    }
    let header = SafetensorsHeader.bytes(for: ordered, metadata: tensors.metadata)
    guard header.count - 8 <= SafetensorsHeader.longest else {
      throw InputError(
        name, expects: "names and metadata of at most \(SafetensorsHeader.longest) bytes",
        got: "\(header.count - 8)")
    }
    return [header] + ordered.map(\.data.bytes)
  }
}
