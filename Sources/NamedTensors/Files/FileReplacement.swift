internal import Foundation
internal import Tensors

/// Writes whole files.
enum FileReplacement {
  /// Writes pieces one after the other as the file at `path`, which appears or is replaced only when it is
  /// complete and on disk; whatever fails before leaves what was there as it was.
  ///
  /// A symbolic link stays, and what it leads to is replaced. A file keeps its permissions.
  ///
  /// - Throws: where the place is a directory, device, pipe or socket, or the system refuses.
  static func write(_ pieces: [[UInt8]], to path: String) throws(InputError) {
    func refusal(_ reason: String) -> InputError {
      InputError("writing \(quoted(path))", expects: "a place for a file", got: reason)
    }
    var status = stat()
    let exists = stat(path, &status) == 0
    if exists {
      switch status.st_mode & S_IFMT {
      case S_IFREG: break
      case S_IFDIR: throw refusal("a directory")
      default: throw refusal("a device, pipe or socket")
      }
    }
    let target = exists ? resolved(path) : path
    let draft = "\(target).\(UUID().uuidString)"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw refusal(lastSystemError) }
    var offset = 0
    let isWritten =
      pieces.allSatisfy { write($0, at: &offset, of: descriptor) }
      && (!exists || fchmod(descriptor, status.st_mode & 0o7777) == 0) && fsync(descriptor) == 0
    var reason = isWritten ? nil : lastSystemError
    if close(descriptor) != 0 && reason == nil { reason = lastSystemError }
    if reason == nil && rename(draft, target) != 0 { reason = lastSystemError }
    if let reason {
      unlink(draft)
      throw refusal(reason)
    }
  }

  /// Writes a piece at `offset`, which then is where the piece ends.
  private static func write(_ piece: [UInt8], at offset: inout Int, of descriptor: Int32) -> Bool {
    piece.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
        let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      offset += done
      return true
    }
  }

  /// The path that symbolic links lead to.
  private static func resolved(_ path: String) -> String {
    guard let resolved = realpath(path, nil) else { return path }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
