internal import Foundation
internal import Tensors

/// The bytes of a file, of memory, or of a part of these, from which a reader takes what it asks for: so
/// it can see what a file claims to hold before it allocates that.
struct ByteSource {
  /// What errors call it: a file's path in quotes.
  let name: String
  let count: Int
  /// Writes so many bytes from an offset on, as many as the buffer holds.
  private let load: (Int, UnsafeMutableRawBufferPointer) throws(InputError) -> Void

  /// Bytes in memory.
  init(_ bytes: [UInt8], name: String) {
    self.init(name: name, count: bytes.count) { offset, target in
      bytes.withUnsafeBytes {
        target.copyMemory(from: .init(rebasing: $0[offset..<offset + target.count]))
      }
    }
  }

  private init(
    name: String, count: Int,
    _ load: @escaping (Int, UnsafeMutableRawBufferPointer) throws(InputError) -> Void
  ) {
    self.name = name
    self.count = count
    self.load = load
  }

  /// A part of these bytes as a source of its own.
  func part(_ range: Range<Int>, name: String) -> ByteSource {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return ByteSource(name: name, count: range.count) { offset, target throws(InputError) in
      try load(range.lowerBound + offset, target)
    }
  }

  /// Some of the bytes.
  ///
  /// - Precondition: the range is within them.
  func bytes(_ range: Range<Int>) throws(InputError) -> [UInt8] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    guard !range.isEmpty else { return [] }
    var failure: InputError?
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, initialized in
      let target = UnsafeMutableRawBufferPointer(
        rebasing: UnsafeMutableRawBufferPointer(buffer)[0..<range.count])
      do throws(InputError) {
        try load(range.lowerBound, target)
        initialized = range.count
      } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// The unsigned number in little-endian bytes from `offset` on.
  ///
  /// - Precondition: the bytes are there.
  func integer<Word: FixedWidthInteger & UnsignedInteger>(
    _ type: Word.Type, at offset: Int
  ) throws(InputError) -> Word {
    try bytes(offset..<offset + Word.bitWidth / 8).integer(type, at: 0)
  }

  /// What is wrong with a field of the file.
  func error(_ field: String, expects expectation: String, got actual: String) -> InputError {
    InputError("\(name), \(field),", expects: expectation, got: actual)
  }
}

// MARK: - Files

extension ByteSource {
  /// The bytes of a regular file, which stays open as long as the source.
  ///
  /// - Throws: where it cannot be opened, or is a directory, device, pipe or socket, which may never end.
  init(file path: String) throws(InputError) {
    let name = quoted(path)
    func refusal(_ reason: String) -> InputError {
      InputError("reading \(name)", expects: "a file that can be read", got: reason)
    }
    // A pipe without a writer would make an opening that waits hang.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw refusal(lastSystemError) }
    let file = OpenFile(descriptor)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw refusal(lastSystemError) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw refusal("a directory")
    default: throw refusal("a device, pipe or socket")
    }
    self.init(name: name, count: Int(status.st_size)) { offset, target throws(InputError) in
      var done = 0
      while done < target.count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: target[done...])
        let count = pread(file.descriptor, rest.baseAddress, rest.count, off_t(offset + done))
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else {
          throw refusal(count < 0 ? lastSystemError : "one that has become shorter meanwhile")
        }
        done += count
      }
    }
  }
}

/// A file that is closed when nobody reads it any more.
private final class OpenFile {
  let descriptor: Int32
  init(_ descriptor: Int32) { self.descriptor = descriptor }
  deinit { close(descriptor) }
}

/// Why the last call into the system failed, in the system's words.
var lastSystemError: String { String(cString: strerror(errno)) }
