internal import Foundation

extension ImageDataset {
  /// Writes the images as a CIFAR-10 binary file, which ``CIFAR10/load(_:)`` reads back byte for byte.
  ///
  /// The file appears under its name only when it is complete, and replaces a file that was there;
  /// a directory, device, pipe or socket is never replaced. The format has no room for class names
  /// or origin.
  ///
  /// - Precondition: there is at least one image, and no label is above 9.
  /// - Throws: ``DatasetError/unwritable(path:reason:)``.
  public func write(to path: String) throws(DatasetError) {
    let records = records
    switch FileKind(of: path) {
    case .absent, .file: break
    case .directory: throw .unwritable(path: path, reason: "it is a directory")
    case .special: throw .unwritable(path: path, reason: "it is a device, pipe or socket")
    case .inaccessible(let reason): throw .unwritable(path: path, reason: reason)
    }
    let draft = "\(path).\(UUID().uuidString)"
    guard let stream = fopen(draft, "wb") else {
      throw .unwritable(path: path, reason: lastSystemError)
    }
    let isWritten = fwrite(records, 1, records.count, stream) == records.count
    guard fclose(stream) == 0, isWritten, rename(draft, path) == 0 else {
      let reason = lastSystemError
      remove(draft)
      throw .unwritable(path: path, reason: reason)
    }
  }

  private var records: [UInt8] {
    precondition(count > 0, "a CIFAR-10 binary file holds at least one record")
    var records: [UInt8] = []
    records.reserveCapacity(count * CIFAR10.recordSize)
    let size = Self.imageShape.count
    for (index, label) in labels.enumerated() {
      precondition(label < CIFAR10.classNames.count, "CIFAR-10 has no class \(label)")
      records.append(UInt8(label))
      records += pixels[index * size..<(index + 1) * size]
    }
    return records
  }
}
