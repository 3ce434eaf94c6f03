import Foundation

/// FNV-1a, 64 bits: tells whether bytes have changed by accident, as on a bad disk, in an edit or a merge of
/// files. Who wants to can change them so that it does not tell.
struct Checksum: CustomStringConvertible {
  private let value: UInt64

  init(_ data: Data) {
    value = data.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  var description: String {
    let digits = String(value, radix: 16)
    return "fnv1a64:" + String(repeating: "0", count: 16 - digits.count) + digits
  }
}
