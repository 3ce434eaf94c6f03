import Foundation

/// Writes the results in the chosen format to the chosen place: text at once to the terminal, all else
/// at the end and whole.
package struct Printer: Sendable {
  private let options: OutputOptions
  private var text = ""

  package init(_ options: OutputOptions) { self.options = options }

  /// Takes text that is finished; ignored where JSON is written.
  ///
  /// - Throws: where standard output cannot be written.
  package mutating func print(_ finished: String) throws {
    guard options.format == .text else { return }
    if options.file == nil {
      try Printer.write(Data(finished.utf8))
    } else {
      text += finished
    }
  }

  /// Writes what could not be written before.
  ///
  /// - Throws: where it cannot be written; a file is then left as it was.
  package func finish(json: () throws -> Data) throws {
    let data: Data
    switch options.format {
    case .text: data = Data(text.utf8)
    case .json: data = try json()
    }
    if let file = options.file {
      try OutputFile(file).write(data)
    } else if options.format == .json {
      try Printer.write(data)
    }
  }

  /// Writes to standard output.
  ///
  /// - Throws: where that is full or closed.
  package static func write(_ data: Data) throws {
    do {
      try Descriptor.standardOutput.write(data)
    } catch {
      throw WritingError("standard output", "\(error)")
    }
  }
}
