import Foundation

/// A built command, run as a user would run it.
public struct CommandProcess {
  public let output: String
  public let errors: String
  public let status: Int32

  /// The command as built beside the tests: next to their bundle, or in it where the bundle is the
  /// whole folder of products.
  public static func executable(_ name: String) -> URL {
    let bundle = Bundle(for: Marker.self).bundleURL
    let inside = bundle.appending(path: name)
    return FileManager.default.isExecutableFile(atPath: inside.path)
      ? inside : bundle.deletingLastPathComponent().appending(path: name)
  }

  private final class Marker {}

  /// Runs the command to its end; `after` seconds into it, `interrupt` sends it Ctrl-C.
  public init(
    _ command: String, _ arguments: [String], environment: [String: String] = [:],
    interruptAfter: Double? = nil
  ) throws {
    let process = Process()
    process.executableURL = CommandProcess.executable(command)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files rather than pipes, which fill up.
    let (out, err) = (folder.appending(path: "out"), folder.appending(path: "err"))
    for file in [out, err] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: out)
    process.standardError = try FileHandle(forWritingTo: err)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    if let interruptAfter {
      Thread.sleep(forTimeInterval: interruptAfter)
      process.interrupt()
    }
    process.waitUntilExit()
    output = try String(contentsOf: out, encoding: .utf8)
    errors = try String(contentsOf: err, encoding: .utf8)
    status = process.terminationStatus
  }
}
