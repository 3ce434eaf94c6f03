import Foundation
import NamedTensors
import Tensors

/// A file that NumPy or the safetensors package wrote; `Tests/References/named_tensors.py` says how.
enum GoldenFile {
  static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
      .appending(path: "Fixtures/named-tensors/\(name)").path
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }
}

extension TensorData {
  /// The tensor of this type and shape in the golden files: 7k mod 23 − 11 for its elements k = 0, 1, …,
  /// real ones in quarters of that, unsigned ones without the 11, booleans whether 7k mod 23 is above 11.
  static func golden(_ type: ElementType, _ shape: Shape) -> TensorData {
    var bytes: [UInt8] = []
    for k in 0..<shape.count {
      let whole = 7 * k % 23
      let number = whole - 11
      let bits: UInt64 =
        switch type {
        case .bool: whole > 11 ? 1 : 0
        case .uint8, .uint16, .uint32, .uint64: UInt64(whole)
        case .int8, .int16, .int32, .int64: UInt64(bitPattern: Int64(number))
        case .float64: (Double(number) / 4).bitPattern
        case .float32: UInt64((Float(number) / 4).bitPattern)
        // The upper half of single precision, whose other half is 0 here.
        case .bfloat16: UInt64((Float(number) / 4).bitPattern >> 16)
        case .float16: UInt64(halfBits(Float(number) / 4))
        }
      for byte in 0..<type.size { bytes.append(UInt8(truncatingIfNeeded: bits >> (8 * byte))) }
    }
    return TensorData(type, shape, bytes: bytes)
  }

  /// A tensor [3, 4] of these bits.
  static func golden(_ type: ElementType, bits: [UInt64]) -> TensorData {
    let bytes = bits.flatMap { bits in
      (0..<type.size).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
    }
    return TensorData(type, [3, 4], bytes: bytes)
  }

  /// The bits of the half of a normal number that has one, or 0.
  private static func halfBits(_ x: Float) -> UInt16 {
    let bits = x.bitPattern
    guard x != 0 else { return 0 }
    return UInt16(bits >> 16 & 0x8000)
      | UInt16((Int(bits >> 23 & 0xFF) - 112) << 10) | UInt16(bits >> 13 & 0x3FF)
  }
}

/// −0, 1, the infinities, the largest and smallest numbers, the largest and smallest subnormal ones, and
/// what is not a number: quiet and signaling, of either sign, with payloads.
let specialDoubleBits: [UInt64] = [
  0x8000_0000_0000_0000, 0x3FF0_0000_0000_0000, 0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000,
  0x7FEF_FFFF_FFFF_FFFF, 0x0010_0000_0000_0000, 0x000F_FFFF_FFFF_FFFF, 0x8000_0000_0000_0001,
  0x7FF8_0000_0000_0000, 0xFFF8_0000_0000_0123, 0x7FF0_0000_0000_0001, 0xFFF7_FFFF_DEAD_BEEF,
]
/// The same in single precision.
let specialSingleBits: [UInt64] = [
  0x8000_0000, 0x3F80_0000, 0x7F80_0000, 0xFF80_0000, 0x7F7F_FFFF, 0x0080_0000, 0x007F_FFFF,
  0x8000_0001, 0x7FC0_0000, 0xFFC0_0123, 0x7F80_0001, 0xFFBE_EF01,
]
/// The same in half precision.
let specialHalfBits: [UInt64] = [
  0x8000, 0x3C00, 0x7C00, 0xFC00, 0x7BFF, 0x0400, 0x03FF, 0x8001, 0x7E00, 0xFE12, 0x7C01, 0xFDEF,
]

/// The arrays of `arrays.npz`, in its order.
let goldenArrays: TensorDictionary = [
  "f8": .golden(.float64, [2, 3, 5]), "f4": .golden(.float32, [7, 1, 3]),
  "f2": .golden(.float16, [5]), "i8": .golden(.int64, [3, 5]), "i4": .golden(.int32, [2, 7]),
  "i2": .golden(.int16, [11]), "i1": .golden(.int8, [3, 1]), "u8": .golden(.uint64, [5, 2]),
  "u4": .golden(.uint32, [13]), "u2": .golden(.uint16, [1, 3]), "u1": .golden(.uint8, [3, 7]),
  "b1": .golden(.bool, [5, 3]), "scalar": .golden(.float64, []),
  "empty": .golden(.float32, [0, 3]),
  "layer1/Größe": .golden(.float64, [4]), "special8": .golden(.float64, bits: specialDoubleBits),
  "special4": .golden(.float32, bits: specialSingleBits),
  "special2": .golden(.float16, bits: specialHalfBits),
]
