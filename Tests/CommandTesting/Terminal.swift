import Foundation

/// A terminal, as far as a command can tell.
final class Terminal {
  /// What the command writes to.
  let side: FileHandle
  private let own: Int32
  private var written: [UInt8] = []

  /// What Linux calls unlocking a terminal, and asking for its number; the functions of the standard are not
  /// seen from Swift.
  private static let (unlock, number) = (0x4004_5431 as UInt, 0x8004_5430 as UInt)

  init() throws {
    own = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_NONBLOCK)
    var (lock, number) = (Int32(0), Int32(0))
    guard own >= 0, ioctl(own, Terminal.unlock, &lock) == 0,
      ioctl(own, Terminal.number, &number) == 0,
      let side = FileHandle(forUpdatingAtPath: "/dev/pts/\(number)")
    else { throw CocoaError(.fileWriteUnknown) }
    self.side = side
  }

  deinit { close(own) }

  /// All that was written so far.
  func text() -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(own, &buffer, buffer.count)
      guard count > 0 else { break }
      written += buffer[..<count]
    }
    return String(decoding: written, as: UTF8.self)
  }
}
