import Foundation

/// The two pipes to a program: neither end waits for the other for longer than is allowed.
struct ForeignPipe {
  enum Failure: Error {
    /// The program has closed its end.
    case closed
    case late
    /// A line that does not end.
    case tooLong
    /// The check is being stopped.
    case cancelled
  }

  /// To its standard input, and from its standard output; neither blocks.
  private let (input, output): (Int32, Int32)
  private var received: [UInt8] = []
  private var start = 0
  private let isCancelled: @Sendable () -> Bool

  init(input: Int32, output: Int32, isCancelled: @escaping @Sendable () -> Bool) {
    (self.input, self.output, self.isCancelled) = (input, output, isCancelled)
    for descriptor in [input, output] {
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }
  }

  /// Whether something was read that nobody has asked for.
  var hasRest: Bool { start < received.count }

  /// Writes all bytes, and reads what comes meanwhile.
  mutating func write(_ bytes: [UInt8], by deadline: ContinuousClock.Instant) throws(Failure) {
    var written = 0
    while written < bytes.count {
      let count = ForeignPipe.withoutSignal {
        bytes.withUnsafeBytes {
          Foundation.write(input, $0.baseAddress.map { $0 + written }, $0.count - written)
        }
      }
      if count >= 0 {
        written += count
      } else if errno == EAGAIN {
        // It may itself wait for somebody to read what it writes.
        let ready = try wait(for: [(input, Int16(POLLOUT)), (output, Int16(POLLIN))], by: deadline)
        if ready[1] != 0 { guard try read() else { throw .closed } }
      } else if errno != EINTR {
        throw .closed
      }
    }
  }

  /// The next line, without its end.
  mutating func line(atMost limit: Int, by deadline: ContinuousClock.Instant) throws(Failure)
    -> [UInt8]
  {
    var searched = start
    while true {
      if let end = received[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { start = end + 1 }
        let line = received[start..<end]
        return Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
      }
      searched = received.count
      guard received.count - start <= limit else { throw .tooLong }
      searched -= try more(by: deadline)
    }
  }

  /// So many of the next bytes.
  mutating func bytes(_ count: Int, by deadline: ContinuousClock.Instant) throws(Failure)
    -> ArraySlice<UInt8>
  {
    while received.count - start < count { _ = try more(by: deadline) }
    defer { start += count }
    return received[start..<start + count]
  }

  /// What was read of a line that has not ended.
  var rest: [UInt8] { Array(received[start...]) }

  /// Reads some more; by how much what was read before has moved to the front.
  private mutating func more(by deadline: ContinuousClock.Instant) throws(Failure) -> Int {
    let moved = start
    received.removeSubrange(..<start)
    start = 0
    _ = try wait(for: [(output, Int16(POLLIN))], by: deadline)
    guard try read() else { throw .closed }
    return moved
  }

  /// Whether there was something to read or will be, rather than the end.
  private mutating func read() throws(Failure) -> Bool {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(output, &buffer, buffer.count)
      if count > 0 { received += buffer[..<count] }
      if count >= 0 { return count > 0 }
      if errno == EAGAIN { return true }
      guard errno == EINTR else { return false }
    }
  }

  private func wait(
    for descriptors: [(Int32, Int16)], by deadline: ContinuousClock.Instant
  ) throws(Failure) -> [Int16] {
    var polled = descriptors.map { pollfd(fd: $0.0, events: $0.1, revents: 0) }
    while true {
      if isCancelled() { throw .cancelled }
      let left = deadline - .now
      guard left > .zero else { throw .late }
      let milliseconds = min(100, max(1, Int32(clamping: Int64(left / .milliseconds(1)))))
      if poll(&polled, nfds_t(polled.count), milliseconds) > 0 { return polled.map(\.revents) }
    }
  }

  /// Writes without the signal that a closed pipe would end the process with.
  private static func withoutSignal(_ write: () -> Int) -> Int {
    var (broken, before, pending) = (sigset_t(), sigset_t(), sigset_t())
    sigemptyset(&broken)
    sigaddset(&broken, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &broken, &before)
    let count = write()
    let code = errno
    if count < 0, code == EPIPE, sigpending(&pending) == 0, sigismember(&pending, SIGPIPE) == 1 {
      var number: Int32 = 0
      sigwait(&broken, &number)
    }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    errno = code
    return count
  }
}
