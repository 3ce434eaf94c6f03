import Foundation

/// A file that results are to be written to: replaced as a whole, so that nobody sees half of it.
///
/// What is a device or a pipe is written into. A link keeps pointing, and what it points to is written, also
/// where that does not exist yet. An existing file keeps its permissions.
package struct OutputFile {
  /// As it was given.
  private let path: String
  /// Behind all links.
  private let target: String
  /// The permissions of the file that is there; nil where there is none.
  private let permissions: mode_t?
  private let isReplaced: Bool

  /// Finds out before the work rather than after it whether the file can be written, and leaves it as it is.
  ///
  /// - Throws: a ``WritingError`` where it cannot.
  package init(_ path: String) throws(WritingError) {
    self.path = path
    guard !path.isEmpty, !path.hasSuffix("/") else { throw WritingError(path, "name a file") }
    guard !path.contains("\0") else { throw WritingError(path, "no path has such a character") }
    var status = stat()
    let exists = stat(path, &status) == 0
    guard exists || errno == ENOENT else { throw WritingError(path, SystemError().description) }
    let kind = exists ? status.st_mode & S_IFMT : S_IFREG
    guard kind != S_IFDIR else {
      throw WritingError(path, "this is a folder; name a file in it")
    }
    isReplaced = kind == S_IFREG
    permissions = exists ? status.st_mode & 0o7777 : nil
    target = isReplaced ? try OutputFile.target(of: path) : path
    // A pipe is not opened before there is something to write: that would wait for its reader.
    guard access(exists ? path : ".", exists ? W_OK : F_OK) == 0 else {
      throw WritingError(path, SystemError().description)
    }
    guard isReplaced else { return }
    TemporaryFile.removeLeftovers(beside: target)
    do {
      try TemporaryFile(beside: target).remove()
    } catch {
      let folder = TemporaryFile.folder(of: target)
      let isMissing = error.code == ENOENT && stat(folder, &status) != 0
      throw WritingError(path, isMissing ? "there is no folder \(folder)" : "\(error)")
    }
  }

  /// - Throws: a ``WritingError`` where it cannot be written; it is then left as it was.
  package func write(_ data: Data) throws(WritingError) {
    do {
      guard isReplaced else {
        let file = try Descriptor(path, O_WRONLY)
        defer { file.close() }
        try file.write(data)
        return
      }
      try TemporaryFile(beside: target).replace(target, with: data, permissions: permissions)
    } catch {
      throw WritingError(path, "\(error)")
    }
  }

  /// What a path leads to in the end, whether it exists or not.
  private static func target(of path: String) throws(WritingError) -> String {
    var target = path
    for _ in 0..<40 {
      guard
        let next = try? FileManager.default.destinationOfSymbolicLink(atPath: target)
      else { return target }
      target = next.hasPrefix("/") ? next : "\(TemporaryFile.folder(of: target))/\(next)"
    }
    throw WritingError(path, SystemError(ELOOP).description)
  }
}

/// Results that could not be written.
package struct WritingError: Error, CustomStringConvertible {
  package let description: String

  /// - Parameter reason: Why, or what to do instead.
  package init(_ place: String, _ reason: String) {
    description = "\(place.isEmpty ? "''" : place) cannot be written: \(reason)"
  }
}
