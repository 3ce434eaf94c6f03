import Foundation

/// A built command, run as a user would run it.
public struct CommandProcess {
  public let output: String
  public let errors: String
  public let status: Int32

  /// A command that is still running.
  public struct Running {
    fileprivate let out: URL
    fileprivate let err: URL
    fileprivate let terminal: Terminal?
    public let identifier: Int32

    /// What it has written so far.
    public var output: String { (try? String(contentsOf: out, encoding: .utf8)) ?? "" }
    public var errors: String {
      terminal?.text() ?? (try? String(contentsOf: err, encoding: .utf8)) ?? ""
    }

    /// Whether it is prepared for a signal, rather than ended by it.
    public func isPrepared(for signal: Int32) -> Bool {
      let status = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8)
      let line = status?.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
      let caught = line?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } ?? 0
      return caught & (1 << UInt64(signal - 1)) != 0
    }

    /// The processor time that it has taken, in seconds.
    public var processorTime: Double {
      let stat = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8)
      let fields = stat?.split(separator: ")").last?.split(separator: " ") ?? []
      return fields.dropFirst(11).prefix(2).compactMap { Double($0) }.reduce(0, +)
        / Double(sysconf(Int32(_SC_CLK_TCK)))
    }
  }

  /// The command as built beside the tests: next to their bundle, or in it where the bundle is the
  /// whole folder of products.
  public static func executable(_ name: String) -> URL {
    let bundle = Bundle(for: Marker.self).bundleURL
    let inside = bundle.appending(path: name)
    return FileManager.default.isExecutableFile(atPath: inside.path)
      ? inside : bundle.deletingLastPathComponent().appending(path: name)
  }

  private final class Marker {}

  /// Runs the command to its end.
  ///
  /// - Parameters:
  ///   - folder: The working folder, nil for that of the tests.
  ///   - isOnTerminal: Whether its errors go to a terminal.
  ///   - signal: What is sent to it once `condition` holds.
  public init(
    _ command: String, _ arguments: [String], environment: [String: String] = [:],
    in folder: URL? = nil, onTerminal isOnTerminal: Bool = false, signal: Int32 = SIGINT,
    when condition: ((Running) -> Bool)? = nil
  ) throws {
    try self.init(
      CommandProcess.executable(command), arguments, environment: environment, in: folder,
      onTerminal: isOnTerminal, signal: signal, when: condition)
  }

  /// Runs a shell command line, in which `$0` is the built command.
  public init(_ command: String, shell line: String) throws {
    try self.init(
      URL(filePath: "/bin/bash"), ["-c", line, CommandProcess.executable(command).path],
      environment: [:], in: nil, onTerminal: false, signal: SIGINT, when: nil)
  }

  private init(
    _ executable: URL, _ arguments: [String], environment: [String: String], in folder: URL?,
    onTerminal isOnTerminal: Bool, signal: Int32, when condition: ((Running) -> Bool)?
  ) throws {
    CommandProcess.heedSignals
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = folder }
    let scratch = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    // Files rather than pipes, which fill up.
    let (out, err) = (scratch.appending(path: "out"), scratch.appending(path: "err"))
    for file in [out, err] { try Data().write(to: file) }
    let terminal = isOnTerminal ? try Terminal() : nil
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try terminal?.side ?? FileHandle(forWritingTo: err)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let running = Running(
      out: out, err: err, terminal: terminal, identifier: process.processIdentifier)
    if let condition {
      while process.isRunning, !condition(running) { Thread.sleep(forTimeInterval: 0.01) }
      kill(process.processIdentifier, signal)
    }
    while process.isRunning {
      _ = terminal?.text()
      Thread.sleep(forTimeInterval: 0.002)
    }
    process.waitUntilExit()
    output = running.output
    errors = running.errors
    status = process.terminationStatus
  }

  /// A runner in the background may ignore signals, which the commands would inherit.
  private static let heedSignals: Void = {
    for number in [SIGINT, SIGHUP, SIGTERM] {
      var action = sigaction()
      sigaction(number, nil, &action)
      let handler = action.__sigaction_handler.sa_handler
      if unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) {
        signal(number, SIG_DFL)
      }
    }
  }()
}
