import Foundation

/// The interpreter that runs scripts: that of the environment variable PYTHON, else python3.
enum Python {
  private static let path = ProcessInfo.processInfo.environment["PYTHON"] ?? "python3"

  static func run(_ arguments: [String]) -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [path, "-B"] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return -1 }
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Whether a script ends well.
  static func runs(_ script: String) -> Bool { run(["-c", script]) == 0 }
}
