internal import Foundation

/// A CIFAR-10 binary file, looked at before it is read: what is not one is refused by its kind, size
/// and first bytes, and what follows is read a record at a time, so memory holds accepted records only.
struct RecordFile: ~Copyable {
  private let path: String
  private let size: Int
  private let stream: UnsafeMutablePointer<FILE>

  init(_ path: String) throws(DatasetError) {
    let size = try Self.size(of: path)
    guard let stream = fopen(path, "rb") else {
      throw .unreadable(path: path, reason: lastSystemError)
    }
    self.path = path
    self.size = size
    self.stream = stream
  }

  deinit { fclose(stream) }

  /// Appends every record to `labels` and `pixels`.
  func read(labels: inout [Int], pixels: inout [UInt8]) throws(DatasetError) {
    let count = try recordCount()
    pixels.reserveCapacity(pixels.count + count * ImageDataset.imageShape.count)
    for record in 0..<count {
      let bytes = bytes(CIFAR10.recordSize, at: record * CIFAR10.recordSize)
      guard bytes.count == CIFAR10.recordSize else {
        let reason = ferror(stream) != 0 ? lastSystemError : "it became shorter meanwhile"
        throw .unreadable(path: path, reason: reason)
      }
      try check(bytes[0], of: record)
      labels.append(Int(bytes[0]))
      pixels += bytes[1...]
    }
  }

  /// The number of records of a file that has the size and the beginning of one.
  private func recordCount() throws(DatasetError) -> Int {
    let opening = bytes(512, at: 0)
    if let format = ForeignFormat(opening: opening) {
      throw .foreignFormat(path: path, format)
    }
    let (count, excess) = size.quotientAndRemainder(dividingBy: CIFAR10.recordSize)
    guard count <= CIFAR10.largestRecordCount else { throw .tooLarge(path: path, size: size) }
    guard !isCIFAR100 else { throw .foreignFormat(path: path, .cifar100) }
    // A text is no record cut short, so its first byte says more than its size.
    if let label = opening.first { try check(label, of: 0) }
    guard excess == 0 else { throw .truncated(path: path, size: size) }
    return count
  }

  private func check(_ label: UInt8, of record: Int) throws(DatasetError) {
    guard label < CIFAR10.classNames.count else {
      throw .foreignLabel(path: path, record: record, label: label)
    }
  }

  private static func size(of path: String) throws(DatasetError) -> Int {
    switch FileKind(of: path) {
    case .absent: throw .noSuchPath(path)
    case .directory: throw .notAFile(path: path, kind: "a directory")
    case .special: throw .notAFile(path: path, kind: "a device, pipe or socket")
    case .inaccessible(let reason): throw .unreadable(path: path, reason: reason)
    case .file(size: 0): throw .empty(path: path)
    case .file(let size): return size
    }
  }

  /// Up to `count` bytes from `offset`, fewer at the end of the file.
  private func bytes(_ count: Int, at offset: Int) -> [UInt8] {
    if ftell(stream) != offset { fseek(stream, offset, SEEK_SET) }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = fread(buffer.baseAddress, 1, count, stream)
    }
  }

  /// Whether every record is a coarse label 0…19, a fine label 0…99 and an image. One record alone
  /// proves nothing: it may be one of CIFAR-10 and a byte too many.
  private var isCIFAR100: Bool {
    let recordSize = 2 + ImageDataset.imageShape.count
    guard size % recordSize == 0, size % CIFAR10.recordSize != 0, size > recordSize else {
      return false
    }
    return stride(from: 0, to: size, by: recordSize).allSatisfy { offset in
      let labels = bytes(2, at: offset)
      return labels.count == 2 && labels[0] < 20 && labels[1] < 100
    }
  }
}
