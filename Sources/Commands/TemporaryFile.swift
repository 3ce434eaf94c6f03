import Foundation

/// A file beside another, whose place it takes once it is whole.
///
/// It is locked for as long as its process lives, so that the next run tells one that was left behind from
/// one that is being written.
struct TemporaryFile {
  private let path: String
  private let file: Descriptor

  private static let suffix = ".gradcheck-partial"
  /// So much of the name of the other file is in that of this one: a name has a longest.
  private static let longest = 100

  /// An empty file beside the one at `target`, which need not exist.
  init(beside target: String) throws(SystemError) {
    while true {
      let path =
        "\(TemporaryFile.folder(of: target))/\(TemporaryFile.prefix(target))"
        + String(UInt32.random(in: 0 ... .max), radix: 16) + TemporaryFile.suffix
      do {
        let file = try Descriptor(path, O_WRONLY | O_CREAT | O_EXCL)
        // Another run may have taken it for a leftover before it was locked.
        var status = stat()
        if flock(file.number, LOCK_EX | LOCK_NB) == 0, fstat(file.number, &status) == 0,
          status.st_nlink > 0
        {
          (self.path, self.file) = (path, file)
          return
        }
        file.close()
      } catch  where error.code == EEXIST {}
    }
  }

  /// Writes the data, and puts the file in the place of the one at `target`; is gone where that fails.
  consuming func replace(
    _ target: String, with data: Data, permissions: mode_t?
  ) throws(SystemError) {
    defer { file.close() }
    do throws(SystemError) {
      try file.write(data)
      if let permissions, fchmod(file.number, permissions) != 0 { throw SystemError() }
      guard fsync(file.number) == 0 || errno == EINVAL, rename(path, target) == 0 else {
        throw SystemError()
      }
    } catch {
      unlink(path)
      throw error
    }
  }

  consuming func remove() {
    unlink(path)
    file.close()
  }

  /// Removes what killed runs have left beside the file at `target`.
  static func removeLeftovers(beside target: String) {
    let (folder, prefix) = (folder(of: target), prefix(target))
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix(prefix) && name.hasSuffix(suffix)
      && UInt32(name.dropFirst(prefix.count).dropLast(suffix.count), radix: 16) != nil
    {
      let path = "\(folder)/\(name)"
      guard let file = try? Descriptor(path, O_WRONLY | O_NOFOLLOW) else { continue }
      defer { file.close() }
      if flock(file.number, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
    }
  }

  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func prefix(_ path: String) -> String {
    let name = path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...]
    return ".\(name.prefix(longest / 4))."
  }
}
