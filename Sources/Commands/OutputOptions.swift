import ArgumentParser
import Foundation
import GradientChecking
import Reporting

/// What to write, and where.
package struct OutputOptions<Document: ReportDocument>: ParsableArguments, Sendable {
  @Option(
    help: Document.formatHelp,
    completion: .list(Document.formats.map(\.name)))
  package var format = Document.formats[0]

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Write to this file instead of the terminal; - is the terminal.", valueName: "path"),
    completion: .file())
  package var output: String?

  @Flag(name: .shortAndLong, help: "More numbers, also where all is well.")
  package var verbose = false

  package init() {}

  /// The file to write to; nil for standard output.
  package var file: String? { output == "-" ? nil : output }

  /// Colors on a terminal that shows them, unless NO_COLOR is set (no-color.org).
  package var style: TextStyle {
    let environment = ProcessInfo.processInfo.environment
    let forbidsColor = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
    return file == nil && isatty(STDOUT_FILENO) == 1 && !forbidsColor ? .colored : .plain
  }

  /// Finds out before the work rather than after it whether the results can be written.
  package func validateFile() throws {
    guard let file else { return }
    do { _ = try OutputFile(file) } catch { throw ValidationError("--output \(error)") }
  }
}
