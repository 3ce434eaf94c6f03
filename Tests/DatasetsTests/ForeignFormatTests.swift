import Datasets
import Testing

@Suite("Foreign formats")
struct ForeignFormatTests {
  // Signatures as in the "magic" database of file(1).
  private static let openings: [(ForeignFormat, [UInt8])] = [
    (.gzip, [0x1F, 0x8B, 0x08, 0x00]),
    (.zip, [0x50, 0x4B, 0x03, 0x04]),
    (.tar, Array("folder/".utf8) + [UInt8](repeating: 0, count: 250) + Array("ustar\u{0}00".utf8)),
    (.png, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
    (.jpeg, [0xFF, 0xD8, 0xFF, 0xE0]),
    (.numpy, [0x93] + Array("NUMPY".utf8) + [1, 0]),
    (.pickle, [0x80, 0x02, 0x7D, 0x71]),
  ]

  private static let advice: [ForeignFormat: String] = [
    .gzip: "this is a gzip archive; unpack it first",
    .zip: "this is a zip archive; unpack it first",
    .tar: "this is a tar archive; unpack it first",
    .png: "this is a PNG image; store images as records, one file for many",
    .jpeg: "this is a JPEG image; store images as records, one file for many",
    .numpy: "this is a NumPy array; store images as records of bytes",
    .pickle: "this is a Python pickle; download the \"CIFAR-10 binary version\" instead",
    .cifar100: "this is CIFAR-100; download the \"CIFAR-10 binary version\" instead",
  ]

  private func expect(_ format: ForeignFormat, for bytes: [UInt8]) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/x.bin"
      try write(bytes, to: path)
      let error = #expect(throws: DatasetError.foreignFormat(path: path, format)) {
        try CIFAR10.load(path)
      }
      let advice = try #require(Self.advice[format])
      #expect(
        error.map(String.init(describing:))
          == "\"\(path)\" is not a CIFAR-10 binary file: \(advice)")
    }
  }

  @Test("A format is recognized by its first bytes, whatever the size", arguments: openings)
  func signature(format: ForeignFormat, opening: [UInt8]) throws {
    try expect(format, for: opening)
    try expect(format, for: opening + [UInt8](repeating: 0, count: 6_146 - opening.count))
  }

  @Test("CIFAR-100 is recognized by its records of two labels")
  func cifar100() throws {
    let record = { (coarse: UInt8, fine: UInt8) in
      [coarse, fine] + [UInt8](repeating: 200, count: 3_072)
    }
    try expect(.cifar100, for: record(0, 99) + record(19, 0))
    try expect(.cifar100, for: record(19, 5) + record(3, 7) + record(4, 8))
  }

  @Test("Two records and two bytes too many are not CIFAR-100")
  func notCIFAR100() throws {
    try withTemporaryFolder { folder in
      try write(
        [UInt8](repeating: 9, count: 3_073) + [UInt8](repeating: 120, count: 3_075),
        to: folder + "/x")
      #expect(throws: DatasetError.truncated(path: folder + "/x", size: 6_148)) {
        try CIFAR10.load(folder + "/x")
      }
    }
  }

  @Test("Every format is tried here")
  func complete() {
    #expect(Set(Self.openings.map(\.0) + [.cifar100]) == Set(ForeignFormat.allCases))
    #expect(Set(Self.advice.keys) == Set(ForeignFormat.allCases))
  }
}
