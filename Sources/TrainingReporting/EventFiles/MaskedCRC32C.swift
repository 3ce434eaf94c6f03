import Foundation

/// The checksum of TFRecord files: CRC-32C (Castagnoli), rotated and moved, so that the checksum of data that
/// contain their own is not trivial.
struct MaskedCRC32C {
  let value: UInt32

  init(_ data: Data) {
    var crc = UInt32.max
    for byte in data { crc = MaskedCRC32C.table[Int((crc ^ UInt32(byte)) & 0xFF)] ^ (crc >> 8) }
    crc ^= .max
    value = ((crc >> 15) | (crc << 17)) &+ 0xA282_EAD8
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { crc, _ in
      crc & 1 == 1 ? (crc >> 1) ^ 0x82F6_3B78 : crc >> 1
    }
  }
}
