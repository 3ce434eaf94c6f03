import Foundation
import GradientChecking

/// One running instance of a program, asked one thing after the other.
///
/// Used by one thread at a time, whichever has taken it from its ``ForeignProgram``; ended from any.
final class ForeignProcess: @unchecked Sendable {
  private let process = Process()
  private var pipe: ForeignPipe
  private let input: FileHandle
  private let output: FileHandle

  /// How long a program may take to end by itself once it has nothing more to do.
  private static let patience = Duration.milliseconds(200)

  /// Starts the program.
  ///
  /// - Throws: a ``ForeignFault`` where there is none of that name, or it cannot be run.
  init(
    _ command: [String], isCancelled: @escaping @Sendable () -> Bool
  ) throws(ForeignFault) {
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = try ForeignProcess.executable(command[0])
    process.arguments = Array(command.dropFirst())
    process.standardInput = input
    process.standardOutput = output
    self.input = input.fileHandleForWriting
    self.output = output.fileHandleForReading
    pipe = ForeignPipe(
      input: self.input.fileDescriptor, output: self.output.fileDescriptor, isCancelled: isCancelled
    )
    do {
      try process.run()
    } catch {
      throw ForeignFault("\(command[0]) cannot be started: \(error.localizedDescription)")
    }
    try? input.fileHandleForReading.close()
    try? output.fileHandleForWriting.close()
  }

  /// The file of a command: itself where it is a path, else in one of the folders of PATH.
  private static func executable(_ name: String) throws(ForeignFault) -> URL {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let candidates = name.contains("/") ? [name] : folders.map { "\($0)/\(name)" }
    guard let path = candidates.first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else {
      throw ForeignFault(
        name.contains("/")
          ? "\(name) cannot be started: there is no such program, or it may not be executed"
          : "\(name) cannot be started: there is no such program in PATH")
    }
    return URL(filePath: path)
  }

  /// What became of a question.
  enum Reply {
    case answer(ForeignAnswer, payload: [UInt8])
    /// The program has ended, with this in words.
    case ended(String)
  }

  /// Asks, and waits for the answer.
  ///
  /// - Parameters:
  ///   - limit: The length of a line beyond which it is no answer.
  ///   - payload: How many bytes there may be behind the line; more are not read.
  /// - Throws: a ``ForeignFault`` where there is no answer in time or something else, and
  ///   `CancellationError` where the check is being stopped.
  func ask(
    _ question: [UInt8], within timeout: Duration, atMost limit: Int, payload most: Int
  ) throws -> Reply {
    let deadline = ContinuousClock.now + timeout
    do {
      try pipe.write(question, by: deadline)
      let line = try pipe.line(atMost: limit, by: deadline)
      let answer = try ForeignAnswer(line)
      let count = answer.bytes ?? 0
      guard (0...most).contains(count) else {
        throw ForeignFault(
          "the program announces \(count) bytes, expected \(most == 0 ? "none" : "at most \(most)")"
        )
      }
      return .answer(answer, payload: Array(try pipe.bytes(count, by: deadline)))
    } catch ForeignPipe.Failure.closed {
      return .ended(ending)
    } catch ForeignPipe.Failure.late {
      let rest = pipe.rest.isEmpty ? "" : "; of a line it has written \(shown(pipe.rest))"
      throw ForeignFault(
        "the program has not answered within \(timeout / .seconds(1)) s (--timeout)\(rest)")
    } catch ForeignPipe.Failure.tooLong {
      throw ForeignFault(
        "the program writes a line that is longer than its answer can be: \(shown(pipe.rest))")
    } catch ForeignPipe.Failure.cancelled {
      throw CancellationError()
    }
  }

  /// How it came to its end, in words.
  private var ending: String {
    let end = ContinuousClock.now + .seconds(1)
    while process.isRunning, ContinuousClock.now < end { usleep(1000) }
    guard !process.isRunning else { return "has closed its standard output" }
    return process.terminationReason == .exit
      ? "has ended with exit code \(process.terminationStatus)"
      : "was ended by signal \(process.terminationStatus)"
  }

  /// Ends it: by the end of its input, then by a signal, then by one that it cannot ignore.
  func end(now: Bool = false) {
    try? input.close()
    for (signal, patience) in [
      (0, now ? .zero : ForeignProcess.patience), (SIGTERM, ForeignProcess.patience),
    ] {
      if signal != 0 { send(signal) }
      let end = ContinuousClock.now + patience
      while process.isRunning, ContinuousClock.now < end { usleep(1000) }
    }
    send(SIGKILL)
    try? output.close()
  }

  /// Sends a signal to the program, and to what it has started, where that is a group of its own.
  private func send(_ signal: Int32) {
    guard process.isRunning else { return }
    let identifier = process.processIdentifier
    kill(getpgid(identifier) == identifier ? -identifier : identifier, signal)
  }
}
