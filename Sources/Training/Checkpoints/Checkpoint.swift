import NamedTensors
import Tensors

/// A training at one moment as a file: all that the coming steps depend on, by name.
///
///     try loop.checkpoint.write(to: "last.safetensors")
///     …
///     try loop.restore(from: Checkpoint(file: "last.safetensors"))      // goes on to the same bits
///
/// | name | |
/// |---|---|
/// | `parameters.…` | the learned tensors |
/// | `state.…` | what layers keep of the passes so far, such as running statistics |
/// | `optimizer.…` | what the optimizer remembers, as ``Optimizer/memory(of:)`` names it |
/// | `loop.steps`, `loop.key` | the number of steps made, and the bits of the random key |
/// | `checksum` | of all the others |
///
/// Numbers stand in it bit by bit. A file that was cut off or changed is refused. `.safetensors` and `.npz` hold the
/// same; which it is the name tells.
public struct Checkpoint: Sendable, Equatable {
  /// Everything but the checksum.
  public var tensors: TensorDictionary

  private static let checksum = "checksum"

  public init(_ tensors: TensorDictionary = TensorDictionary()) { self.tensors = tensors }

  /// Whether both hold the same bits by the same names, in whatever order.
  public static func == (a: Checkpoint, b: Checkpoint) -> Bool {
    a.tensors.count == b.tensors.count
      && a.tensors.names.allSatisfy { a.tensors[$0] == b.tensors[$0] }
  }

  /// - Throws: `InputError` where the file cannot be read, is no checkpoint or was changed.
  public init(file path: String) throws(InputError) {
    tensors = try Checkpoint.isNPZ(path) ? NPZ.read(path) : Safetensors.read(path)
    guard let sum = tensors[Checkpoint.checksum] else {
      throw InputError(
        "a checkpoint", expects: "a tensor \"\(Checkpoint.checksum)\"", got: "none in \(path)")
    }
    tensors[Checkpoint.checksum] = nil
    guard sum == Checkpoint.checksum(of: tensors) else {
      throw InputError(
        "a checkpoint", expects: "what its checksum was made of", got: "\(path), which was changed")
    }
  }

  /// Writes the file, which appears, or takes the place of the one that was there, only when it is complete.
  ///
  /// - Throws: `InputError` where the system refuses to write.
  public func write(to path: String) throws(InputError) {
    var all = tensors
    all.metadata = [:]
    all[Checkpoint.checksum] = Checkpoint.checksum(of: tensors)
    try Checkpoint.isNPZ(path) ? NPZ.write(all, to: path) : Safetensors.write(all, to: path)
  }

  private static func isNPZ(_ path: String) -> Bool { path.hasSuffix(".npz") }

  /// FNV-1a, 64 bits, over names, types, shapes and bytes, by order of the names: every change of one byte shows.
  private static func checksum(of tensors: TensorDictionary) -> TensorData {
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    func add(_ bytes: some Sequence<UInt8>) {
      for byte in bytes { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    for (name, data) in tensors.sorted(by: { $0.name < $1.name }) {
      add("\(name) \(data.elementType) \(data.shape.extents)".utf8)
      data.bytes.withUnsafeBufferPointer { add($0) }
    }
    return TensorData([Int(bitPattern: UInt(sum))], shape: [])
  }
}

// MARK: - Words and numbers

extension Checkpoint {
  /// A text by name, as its bytes.
  ///
  /// - Throws: `InputError` where there is none.
  public func text(_ name: String) throws(InputError) -> String {
    guard let data = tensors[name], data.elementType == .uint8,
      let text = String(validating: data.bytes, as: UTF8.self)
    else { throw InputError("a checkpoint", expects: "a text \"\(name)\"", got: "none") }
    return text
  }

  public mutating func set(_ name: String, to text: String) {
    tensors[name] = TensorData(.uint8, [text.utf8.count], bytes: Array(text.utf8))
  }

  /// A whole number by name.
  ///
  /// - Throws: `InputError` where there is none.
  public func integer(_ name: String) throws(InputError) -> Int {
    try tensors.integers(name, shape: [])[0]
  }

  public mutating func set(_ name: String, to number: Int) {
    tensors[name] = TensorData([number], shape: [])
  }

  /// Numbers by name.
  ///
  /// - Throws: `InputError` where there are none.
  public func numbers(_ name: String) throws(InputError) -> [Double] {
    guard let data = tensors[name], data.shape.rank == 1, data.elementType == .float64 else {
      throw InputError("a checkpoint", expects: "a list of numbers \"\(name)\"", got: "none")
    }
    return Tensor<Double>(data).elements
  }

  public mutating func set(_ name: String, to numbers: [Double]) {
    tensors[name] = TensorData(Tensor([numbers.count], numbers))
  }
}
