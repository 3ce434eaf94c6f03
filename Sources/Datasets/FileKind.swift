internal import Foundation

/// What a path leads to, symbolic links followed.
enum FileKind: Equatable {
  case absent
  case directory
  case file(size: Int)
  /// A device, pipe or socket: reading one may never end, and replacing one breaks the system.
  case special
  /// The system does not tell, for a reason in its own words.
  case inaccessible(reason: String)

  init(of path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let isAbsent = errno == ENOENT || errno == ENOTDIR
      self = isAbsent ? .absent : .inaccessible(reason: lastSystemError)
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: self = .directory
    case S_IFREG: self = .file(size: Int(status.st_size))
    default: self = .special
    }
  }
}

/// Why the last call into the system failed, in the system's words.
var lastSystemError: String { String(cString: strerror(errno)) }
