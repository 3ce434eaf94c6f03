public import Tensors

/// NumPy's format of several arrays in one file, `.npz`: a zip archive of `.npy` files.
///
///     try NPZ.write(["x": TensorData(x), "labels": TensorData([3, 1], shape: [2])], to: "batch.npz")
///     let labels = try NPZ.read("batch.npz").integers("labels")
///
/// **Read** are archives that store their files as they are, as `numpy.savez` does; each is an array as
/// ``NPY`` reads it, and its name the name of the array and `.npy`. Refused are compressed archives
/// (`numpy.savez_compressed`), those above 4 GiB, a check sum that is not that of the bytes, files that are
/// no arrays, and a name that comes twice.
///
/// **Written** is what `numpy.savez` writes for arrays in row-major order, byte for byte. The format has no
/// place for ``TensorDictionary/metadata``: write them as ``Safetensors``.
public enum NPZ {
  /// The arrays in a file, in the order of the archive.
  ///
  /// - Throws: `InputError`, which names the file, the array, the field and what is wrong with it.
  public static func read(_ path: String) throws(InputError) -> TensorDictionary {
    try read(ByteSource(file: path))
  }

  /// The arrays in the bytes of a file, in the order of the archive.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - name: What errors call the bytes.
  /// - Throws: `InputError`, which names the array, the field and what is wrong with it.
  public static func decode(
    _ bytes: [UInt8], name: String = "an .npz file in memory"
  ) throws(InputError) -> TensorDictionary {
    try read(ByteSource(bytes, name: name))
  }

  /// Writes arrays as a file, which appears only when it is complete, and replaces a file that was there.
  ///
  /// - Throws: `InputError` where there are metadata, NumPy could not read an array (``NPY``), the file
  ///   would be larger than 4 GiB, or the system refuses to write it.
  public static func write(_ tensors: TensorDictionary, to path: String) throws(InputError) {
    try FileReplacement.write(pieces(of: tensors, name: quoted(path)), to: path)
  }

  /// The bytes of the file of arrays.
  ///
  /// - Throws: `InputError` as ``write(_:to:)``, but for the system's refusal.
  public static func encode(_ tensors: TensorDictionary) throws(InputError) -> [UInt8] {
    Array(try pieces(of: tensors, name: "an .npz file in memory").joined())
  }

  private static func read(_ file: ByteSource) throws(InputError) -> TensorDictionary {
    var tensors = TensorDictionary()
    for entry in try ZipArchive.read(file) {
      guard entry.name.hasSuffix(".npy") else {
        throw file.error(
          "file \(quoted(entry.name))", expects: "the name of an array and .npy", got: "another")
      }
      let name = String(entry.name.dropLast(4))
      guard tensors[name] == nil else {
        throw file.error("the directory", expects: "each name once", got: "\(quoted(name)) twice")
      }
      tensors[name] = try NPY.read(entry.content)
    }
    return tensors
  }

  private static func pieces(
    of tensors: TensorDictionary, name: String
  ) throws(InputError) -> [[UInt8]] {
    guard tensors.metadata.isEmpty else {
      throw InputError(
        name, expects: "tensors without metadata, for which .npz has no place",
        got: shown(tensors.metadata.keys.sorted()))
    }
    var files: [(name: String, content: [[UInt8]])] = []
    for (array, data) in tensors {
      let header = try NPY.header(of: data, "\(name), array \(quoted(array)),")
      files.append(("\(array).npy", [header, data.bytes]))
    }
    guard let pieces = ZipArchive.pieces(of: files) else {
      throw InputError(
        name, expects: "an archive of less than 4 GiB and 65,535 arrays",
        got: "a larger one: write .safetensors")
    }
    return pieces
  }
}
