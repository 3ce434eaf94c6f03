import Foundation
import Reporting

/// Writes the results in the chosen format to the chosen place: text at once to the terminal, all else
/// at the end and whole.
package struct Printer<Document: ReportDocument>: Sendable {
  private let options: OutputOptions<Document>
  private var text = ""

  package init(_ options: OutputOptions<Document>) { self.options = options }

  /// Takes text that is finished; ignored where another format is written.
  ///
  /// - Throws: where standard output cannot be written.
  package mutating func print(_ finished: String) throws {
    guard options.format.encode == nil else { return }
    if options.file == nil {
      try StandardOutput.write(Data(finished.utf8))
    } else {
      text += finished
    }
  }

  /// Writes what could not be written before.
  ///
  /// - Throws: where it cannot be written; a file is then left as it was.
  package func finish(_ document: () throws -> Document) throws {
    if let encode = options.format.encode {
      try write(encode(document()))
    } else if options.file != nil {
      try write(Data(text.utf8))
    }
  }

  /// Writes what is no such document to the place that was chosen for one.
  package func write(_ data: Data) throws {
    if let file = options.file {
      try OutputFile(file).write(data)
    } else {
      try StandardOutput.write(data)
    }
  }
}
