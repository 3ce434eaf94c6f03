public import Tensors

/// NumPy's format of one array a file, `.npy`.
///
///     let weights = Tensor<Float>(try NPY.read("weights.npy"))
///     try NPY.write(TensorData(weights), to: "weights.npy")
///
/// A file is the six bytes `\x93NUMPY`, a version, the length of a header, the header, and the elements.
/// The header is a Python dictionary of the type of the elements with its byte order (`'descr'`), whether
/// the first axis is the innermost (`'fortran_order'`) and the shape, padded so that the elements begin at
/// a multiple of 64.
///
/// **Read** are the versions 1.0, 2.0 and 3.0, either byte order and either order of axes, of booleans,
/// integers and real numbers of every size that ``ElementType`` names. What comes out is row-major and
/// little-endian. Refused are texts, dates, complex numbers, structures and Python objects; a size that
/// the file does not have, more as well as less; a header of more than 10,000 bytes, as NumPy does.
///
/// **Written** is what `numpy.save` writes for an array in row-major order, byte for byte: version 1.0,
/// little-endian. NumPy has no `bfloat16` and no more than 64 axes.
///
/// Source: the documentation of `numpy.lib.format`.
public enum NPY {
  /// The array in a file.
  ///
  /// - Throws: `InputError`, which names the file, the field and what is wrong with it.
  public static func read(_ path: String) throws(InputError) -> TensorData {
    try read(ByteSource(file: path))
  }

  /// The array in the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - name: What errors call the bytes.
  /// - Throws: `InputError`, which names the field and what is wrong with it.
  public static func decode(
    _ bytes: [UInt8], name: String = "an .npy file in memory"
  ) throws(InputError) -> TensorData {
    try read(ByteSource(bytes, name: name))
  }

  /// Writes an array as a file, which appears only when it is complete, and replaces a file that was there.
  ///
  /// - Throws: `InputError` where NumPy could not read it, or the system refuses to write it.
  public static func write(_ tensor: TensorData, to path: String) throws(InputError) {
    try FileReplacement.write([try header(of: tensor, quoted(path)), tensor.bytes], to: path)
  }

  /// The bytes of the file of an array.
  ///
  /// - Throws: `InputError` where NumPy could not read it.
  public static func encode(_ tensor: TensorData) throws(InputError) -> [UInt8] {
    try header(of: tensor, "an .npy file in memory") + tensor.bytes
  }

  static func read(_ file: ByteSource) throws(InputError) -> TensorData {
    let header = try NPYHeader(file)
    let extents = header.extents
    guard let size = header.elementType.byteCount(of: extents) else {
      throw file.error(
        "'shape'", expects: "extents whose product is a number of bytes", got: shown(extents))
    }
    guard size == file.count - header.end else {
      throw file.error(
        "'shape'",
        expects: "\(size) bytes for the elements of \(shown(extents))",
        got: "\(file.count - header.end)")
    }
    let bytes = try file.bytes(header.end..<file.count)
    return TensorData(
      header.elementType, Shape(extents),
      bytes: ElementOrder(header).rowMajorLittleEndian(bytes))
  }

  static func header(of tensor: TensorData, _ name: String) throws(InputError) -> [UInt8] {
    guard tensor.shape.rank <= NPYHeader.mostAxes else {
      throw InputError(
        name, expects: "at most NumPy's \(NPYHeader.mostAxes) axes", got: "\(tensor.shape.rank)")
    }
    guard let header = NPYHeader.bytes(for: tensor) else {
      throw InputError(
        name, expects: "a type that NumPy has", got: "\(tensor.elementType): write .safetensors")
    }
    return header
  }
}
