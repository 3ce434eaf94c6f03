/// A format that files found in place of a CIFAR-10 binary file often have.
public enum ForeignFormat: Sendable, CaseIterable {
  case gzip, zip, tar, png, jpeg, numpy, pickle, cifar100

  /// The format of a file that opens with `bytes`, nil where no signature fits. A first byte that
  /// is a label of CIFAR-10 begins a record, whatever follows.
  init?(opening bytes: [UInt8]) {
    guard let first = bytes.first, first >= CIFAR10.classNames.count else { return nil }
    switch first {
    case 0x1F where bytes.starts(with: [0x1F, 0x8B]): self = .gzip
    case 0x50 where bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]): self = .zip
    case 0x89 where bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]): self = .png
    case 0xFF where bytes.starts(with: [0xFF, 0xD8, 0xFF]): self = .jpeg
    case 0x93 where bytes.dropFirst().starts(with: "NUMPY".utf8): self = .numpy
    case 0x80 where bytes.count > 1 && bytes[1] < 0x10: self = .pickle
    case _ where bytes.dropFirst(257).starts(with: "ustar".utf8): self = .tar
    default: return nil
    }
  }

  /// What the file is, and what to do with it.
  var advice: String {
    switch self {
    case .gzip: "this is a gzip archive; unpack it first"
    case .zip: "this is a zip archive; unpack it first"
    case .tar: "this is a tar archive; unpack it first"
    case .png: "this is a PNG image; store images as records, one file for many"
    case .jpeg: "this is a JPEG image; store images as records, one file for many"
    case .numpy: "this is a NumPy array; store images as records of bytes"
    case .pickle: "this is a Python pickle; download the \"CIFAR-10 binary version\" instead"
    case .cifar100: "this is CIFAR-100; download the \"CIFAR-10 binary version\" instead"
    }
  }
}
