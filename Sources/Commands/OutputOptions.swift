import ArgumentParser
import Foundation
import Reporting

/// What to write, and where.
package struct OutputOptions: ParsableArguments {
  package enum Format: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
  }

  @Option(help: "text or json.")
  package var format = Format.text

  @Option(help: ArgumentHelp("Write to this file instead of the terminal.", valueName: "path"))
  package var output: String?

  @Flag(name: .shortAndLong, help: "More numbers, also where all is well.")
  package var verbose = false

  @Flag(help: "Print the version and the matrix library, and exit.")
  package var version = false

  package init() {}

  /// Colors on a terminal that shows them, unless NO_COLOR is set (no-color.org).
  package var style: TextStyle {
    let environment = ProcessInfo.processInfo.environment
    let forbidsColor = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
    return output == nil && isatty(STDOUT_FILENO) == 1 && !forbidsColor ? .colored : .plain
  }

  /// Finds out before the work rather than after it whether the file can be written.
  package func validateFile() throws {
    guard let output else { return }
    let files = FileManager.default
    guard !output.isEmpty, !output.hasSuffix("/") else {
      throw ValidationError("--output '\(output)': name a file.")
    }
    let folder = URL(fileURLWithPath: output).resolvingSymlinksInPath()
      .deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    guard files.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw ValidationError("--output \(output): there is no folder \(folder).")
    }
    let exists = files.fileExists(atPath: output, isDirectory: &isFolder)
    guard !(exists && isFolder.boolValue) else {
      throw ValidationError("--output \(output): this is a folder; name a file in it.")
    }
    // A regular file is replaced as a whole, for which its folder must be writable too.
    guard files.isWritableFile(atPath: folder), !exists || files.isWritableFile(atPath: output)
    else {
      throw ValidationError("--output \(output): no permission to write there.")
    }
  }
}
