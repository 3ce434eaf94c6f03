import Foundation

/// An open file.
package struct Descriptor {
  let number: Int32

  /// The file at a path, not inherited by other programs.
  package init(_ path: String, _ flags: Int32) throws(SystemError) {
    number = open(path, flags | O_CLOEXEC, 0o666)
    guard number >= 0 else { throw SystemError() }
  }

  private init(number: Int32) { self.number = number }

  package static let standardInput = Descriptor(number: STDIN_FILENO)
  static let standardOutput = Descriptor(number: STDOUT_FILENO)

  /// Writes all of the data.
  func write(_ data: Data) throws(SystemError) {
    var rest = data[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(number, $0.baseAddress, $0.count) }
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw SystemError()
      }
      rest = rest.dropFirst(count)
    }
  }

  /// Whether it is a device, which may have no end.
  package var isDevice: Bool {
    var status = stat()
    return fstat(number, &status) == 0 && [S_IFCHR, S_IFBLK].contains(status.st_mode & S_IFMT)
  }

  /// All that is left to read.
  package func contents() throws(SystemError) -> Data {
    var contents = Data()
    while let part = try next() { contents += part }
    return contents
  }

  /// What there is to read, a megabyte at most; waits for it, and is nil at the end.
  package func next() throws(SystemError) -> Data? {
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(number, &buffer, buffer.count)
      if count > 0 { return Data(buffer[..<count]) }
      if count == 0 { return nil }
      guard errno == EINTR else { throw SystemError() }
    }
  }

  package func close() { Foundation.close(number) }
}
