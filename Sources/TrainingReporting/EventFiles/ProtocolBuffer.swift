import Foundation

/// A message of Protocol Buffers, as far as event files need it: fields by number, the shortest way.
///
/// Source: the documentation of the encoding of Protocol Buffers.
struct ProtocolBuffer {
  private(set) var data = Data()

  private enum WireType: UInt64 {
    case variable = 0
    case fixed64 = 1
    case counted = 2
    case fixed32 = 5
  }

  mutating func add(_ field: UInt64, _ number: Int64) {
    tag(field, .variable)
    variable(UInt64(bitPattern: number))
  }

  mutating func add(_ field: UInt64, _ number: Double) {
    tag(field, .fixed64)
    withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) }
  }

  mutating func add(_ field: UInt64, _ number: Float) {
    tag(field, .fixed32)
    withUnsafeBytes(of: number.bitPattern.littleEndian) { data.append(contentsOf: $0) }
  }

  mutating func add(_ field: UInt64, _ text: String) { add(field, Data(text.utf8)) }

  mutating func add(_ field: UInt64, _ message: ProtocolBuffer) { add(field, message.data) }

  /// Numbers one after the other in one field.
  mutating func add(_ field: UInt64, packed numbers: [Double]) {
    var packed = Data()
    for number in numbers {
      withUnsafeBytes(of: number.bitPattern.littleEndian) { packed.append(contentsOf: $0) }
    }
    add(field, packed)
  }

  mutating func add(_ field: UInt64, _ bytes: Data) {
    tag(field, .counted)
    variable(UInt64(bytes.count))
    data += bytes
  }

  private mutating func tag(_ field: UInt64, _ type: WireType) {
    variable(field << 3 | type.rawValue)
  }

  private mutating func variable(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      data.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    data.append(UInt8(rest))
  }
}
