import Foundation
import Reporting

/// Writes the results in the chosen format to the chosen place: text at once to the terminal, all else
/// at the end and whole.
final class Printer {
  private let options: OutputOptions
  private var text = ""

  init(_ options: OutputOptions) { self.options = options }

  /// Takes text that is finished; ignored where JSON is written.
  func print(_ finished: String) {
    guard options.format == .text else { return }
    if options.output == nil {
      FileHandle.standardOutput.write(Data(finished.utf8))
    } else {
      text += finished
    }
  }

  /// Writes what could not be written before.
  ///
  /// - Throws: where the file cannot be written; it is then left as it was.
  func finish(_ document: GradientDocument) throws {
    let data: Data
    switch options.format {
    case .text: data = Data(text.utf8)
    case .json: data = try document.json()
    }
    if let output = options.output {
      try data.write(to: URL(fileURLWithPath: output), options: .atomic)
    } else if options.format == .json {
      FileHandle.standardOutput.write(data)
    }
  }
}
