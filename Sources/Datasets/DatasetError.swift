/// Why images could not be read or written: one sentence with what is wrong, what was expected and
/// what to do.
public enum DatasetError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Nothing is at the path.
  case noSuchPath(String)
  /// A directory has none of the training files.
  case noTrainingFiles(directory: String)
  /// A file of records was expected, and something else is there: "a directory".
  case notAFile(path: String, kind: String)
  /// The file has no bytes.
  case empty(path: String)
  /// The file's size in bytes is no whole number of records.
  case truncated(path: String, size: Int)
  /// The file's size in bytes is beyond ``CIFAR10/largestRecordCount`` records.
  case tooLarge(path: String, size: Int)
  /// The file has another, well-known format.
  case foreignFormat(path: String, ForeignFormat)
  /// A record, counted from 0, begins with a byte that is no label.
  case foreignLabel(path: String, record: Int, label: UInt8)
  /// The system refuses to let the path be read, in its own words.
  case unreadable(path: String, reason: String)
  /// The system refuses to let the path be written, in its own words.
  case unwritable(path: String, reason: String)

  public var description: String {
    let record = CIFAR10.recordSize
    let (first, last) = (CIFAR10.trainingFileNames[0], CIFAR10.trainingFileNames[4])
    switch self {
    case .noSuchPath(let path):
      return "\"\(path)\" does not exist; "
        + "expected a CIFAR-10 binary file or a directory of them: check the path"
    case .noTrainingFiles(let path):
      return "directory \"\(path)\" has no training file; expected any of \(first) … \(last), and "
        + "\(CIFAR10.testFileName) if there is one: "
        + "unpack the official \"CIFAR-10 binary version\" and name the folder with these files"
    case .notAFile(let path, let kind):
      return "\"\(path)\" is \(kind); expected a CIFAR-10 binary file: name a file"
    case .empty(let path):
      return "\"\(path)\" is empty; expected records of \(record) bytes: "
        + "copy or download the file again"
    case .truncated(let path, let size):
      let (whole, excess) = size.quotientAndRemainder(dividingBy: record)
      let tooMany = whole == 0 ? "" : "\(excess) too many for \(count(whole, "record")) or "
      return "\"\(path)\" has \(count(size, "byte")), \(tooMany)"
        + "\(record - excess) too few for \(count(whole + 1, "record")); "
        + "expected a whole number of records of \(record) bytes: copy or download the file again"
    case .tooLarge(let path, let size):
      return "\"\(path)\" has \(count(size, "byte")); expected at most "
        + "\(CIFAR10.largestRecordCount) records of \(record) bytes: split the file"
    case .foreignFormat(let path, let format):
      return "\"\(path)\" is not a CIFAR-10 binary file: \(format.advice)"
    case .foreignLabel(let path, let index, let label):
      return "\"\(path)\" is not a CIFAR-10 binary file: record \(index), counted from 0, has "
        + "label \(label); expected 0 … 9 at the start of every \(record) bytes: "
        + "use the \"CIFAR-10 binary version\""
    case .unreadable(let path, let reason):
      return "\"\(path)\" cannot be read (\(reason)); "
        + "expected a CIFAR-10 binary file or a directory of them: check path and permissions"
    case .unwritable(let path, let reason):
      return "\"\(path)\" cannot be written (\(reason)); "
        + "expected a file name in a writable directory: check path and permissions"
    }
  }

  private func count(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
