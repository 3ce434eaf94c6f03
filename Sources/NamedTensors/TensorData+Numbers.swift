public import Tensors

// MARK: - From numbers

extension TensorData {
  /// The bits of a tensor, as ``ElementType/float32`` or ``ElementType/float64``.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public init<Scalar: TensorScalar>(_ tensor: Tensor<Scalar>) {
    let isSingle = Scalar.self == Float.self
    let bytes = tensor.withElements { x in
      let bits = UnsafeRawBufferPointer(x)
      return isSingle ? swapped(bits, UInt32.self) : swapped(bits, UInt64.self)
    }
    self.init(isSingle ? .float32 : .float64, tensor.shape, bytes: bytes)
  }

  /// Whole numbers, such as labels, indices and counts, as ``ElementType/int64``.
  ///
  /// - Precondition: there are as many numbers as the shape has elements.
  public init(_ integers: [Int], shape: Shape) {
    let bytes = integers.map { Int64($0) }.withUnsafeBytes { swapped($0, UInt64.self) }
    self.init(.int64, shape, bytes: bytes)
  }
}

// MARK: - To numbers

extension Tensor {
  /// The numbers of a tensor in a file.
  ///
  /// From `float32` to `Float` and from `float64` to `Double` bit by bit. To another type as Swift's
  /// initializers convert: exactly where the type can hold the number, as all types of up to 32 bits
  /// convert to `Double`, else to the nearest number (beyond the largest one, infinity). `bool` is 0 or 1.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public init(_ data: TensorData) {
    self.init(data.shape) { result in
      data.bytes.withUnsafeBytes { bytes in
        switch data.elementType {
        case .float32 where Scalar.self == Float.self: copy(bytes, of: UInt32.self, into: result)
        case .float64 where Scalar.self == Double.self: copy(bytes, of: UInt64.self, into: result)
        case .float32:
          convert(bytes, of: UInt32.self, into: result) { Scalar(Float(bitPattern: $0)) }
        case .float64:
          convert(bytes, of: UInt64.self, into: result) { Scalar(Double(bitPattern: $0)) }
        case .float16: convert(bytes, of: UInt16.self, into: result) { Scalar(Float(half: $0)) }
        case .bfloat16:
          convert(bytes, of: UInt16.self, into: result) {
            Scalar(Float(bitPattern: UInt32($0) << 16))
          }
        case .bool: convert(bytes, of: UInt8.self, into: result) { $0 == 0 ? 0 : 1 }
        case .uint8: convert(bytes, of: UInt8.self, into: result) { Scalar($0) }
        case .int8: convert(bytes, of: UInt8.self, into: result) { Scalar(Int8(bitPattern: $0)) }
        case .uint16: convert(bytes, of: UInt16.self, into: result) { Scalar($0) }
        case .int16: convert(bytes, of: UInt16.self, into: result) { Scalar(Int16(bitPattern: $0)) }
        case .uint32: convert(bytes, of: UInt32.self, into: result) { Scalar($0) }
        case .int32: convert(bytes, of: UInt32.self, into: result) { Scalar(Int32(bitPattern: $0)) }
        case .uint64: convert(bytes, of: UInt64.self, into: result) { Scalar($0) }
        case .int64: convert(bytes, of: UInt64.self, into: result) { Scalar(Int64(bitPattern: $0)) }
        }
      }
    }
  }
}

extension TensorData {
  /// The elements as whole numbers, row by row: of labels, indices and counts.
  ///
  /// - Throws: `InputError` where the elements are no whole numbers by their type, or one of them is
  ///   larger than an `Int`.
  public func integers() throws(InputError) -> [Int] {
    let result: [Int?]? = bytes.withUnsafeBytes { bytes in
      switch elementType {
      case .bool: bytes.map { $0 == 0 ? 0 : 1 }
      case .uint8: bytes.map { Int($0) }
      case .int8: bytes.map { Int(Int8(bitPattern: $0)) }
      case .uint16: words(bytes, UInt16.self) { Int($0) }
      case .int16: words(bytes, UInt16.self) { Int(Int16(bitPattern: $0)) }
      case .uint32: words(bytes, UInt32.self) { Int($0) }
      case .int32: words(bytes, UInt32.self) { Int(Int32(bitPattern: $0)) }
      case .uint64: words(bytes, UInt64.self) { Int(exactly: $0) }
      case .int64: words(bytes, UInt64.self) { Int(Int64(bitPattern: $0)) }
      case .float16, .bfloat16, .float32, .float64: nil
      }
    }
    guard let result else {
      throw InputError("integers()", expects: "elements of an integer type", got: "\(elementType)")
    }
    var integers: [Int] = []
    integers.reserveCapacity(result.count)
    for (offset, value) in result.enumerated() {
      guard let value else {
        throw InputError(
          "integers()", expects: "numbers up to \(Int.max)",
          got: "a larger one at \(shape.index(ofOffset: offset))")
      }
      integers.append(value)
    }
    return integers
  }
}

// MARK: - Bits

/// The bytes of words of memory, each with its least significant byte first.
@inline(__always)
private func swapped<Word: FixedWidthInteger>(
  _ memory: UnsafeRawBufferPointer, _ type: Word.Type
) -> [UInt8] {
  [UInt8](unsafeUninitializedCapacity: memory.count) { bytes, count in
    count = memory.count
    swap(memory, of: Word.self, into: UnsafeMutableRawBufferPointer(bytes))
  }
}

/// The bits of little-endian bytes as elements of as many bits.
@inline(__always)
private func copy<Word: FixedWidthInteger, Scalar>(
  _ bytes: UnsafeRawBufferPointer, of type: Word.Type,
  into result: UnsafeMutableBufferPointer<Scalar>
) {
  swap(bytes, of: type, into: UnsafeMutableRawBufferPointer(result))
}

/// Copies words between memory and little-endian bytes, either way: where memory is little-endian, as
/// they are.
@inline(__always)
private func swap<Word: FixedWidthInteger>(
  _ source: UnsafeRawBufferPointer, of type: Word.Type, into target: UnsafeMutableRawBufferPointer
) {
  for offset in stride(from: 0, to: source.count, by: MemoryLayout<Word>.size) {
    let word = source.loadUnaligned(fromByteOffset: offset, as: Word.self)
    target.storeBytes(of: word.littleEndian, toByteOffset: offset, as: Word.self)
  }
}

/// Writes what `number` makes of each word of little-endian bytes.
@inline(__always)
private func convert<Word: FixedWidthInteger, Scalar>(
  _ bytes: UnsafeRawBufferPointer, of type: Word.Type,
  into result: UnsafeMutableBufferPointer<Scalar>,
  _ number: (Word) -> Scalar
) {
  for i in result.indices {
    let word = bytes.loadUnaligned(fromByteOffset: i * MemoryLayout<Word>.size, as: Word.self)
    result[i] = number(Word(littleEndian: word))
  }
}

@inline(__always)
private func words<Word: FixedWidthInteger>(
  _ bytes: UnsafeRawBufferPointer, _ type: Word.Type, _ number: (Word) -> Int?
) -> [Int?] {
  let size = MemoryLayout<Word>.size
  return (0..<bytes.count / size).map {
    number(Word(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * size, as: Word.self)))
  }
}

extension Float {
  /// The number of these bits of an IEEE half, which single precision holds exactly.
  fileprivate init(half bits: UInt16) {
    let sign = UInt32(bits & 0x8000) << 16
    let (exponent, fraction) = (UInt32(bits >> 10) & 0x1F, UInt32(bits & 0x3FF))
    switch exponent {
    case 0: self = (sign == 0 ? 1 : -1) * Float(fraction) * 0x1p-24
    case 0x1F: self.init(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: self.init(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}
