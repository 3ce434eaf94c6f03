import Foundation

/// Writes the results in the chosen format to the chosen place: text at once to the terminal, all else
/// at the end and whole.
package final class Printer {
  private let options: OutputOptions
  private var text = ""

  package init(_ options: OutputOptions) { self.options = options }

  /// Takes text that is finished; ignored where JSON is written.
  ///
  /// - Throws: where standard output cannot be written.
  package func print(_ finished: String) throws {
    guard options.format == .text else { return }
    if options.output == nil {
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
    if let output = options.output {
      try Printer.write(data, to: output)
    } else if options.format == .json {
      try Printer.write(data)
    }
  }

  /// Writes to standard output.
  ///
  /// - Throws: where that is full or closed.
  package static func write(_ data: Data) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: data)
    } catch {
      throw WritingError(place: "standard output")
    }
  }

  /// Replaces the contents of a file as a whole, keeping its permissions; writes into what is no
  /// regular file, such as a pipe.
  private static func write(_ data: Data, to path: String) throws {
    let files = FileManager.default
    let file = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    do {
      let attributes = try? files.attributesOfItem(atPath: file.path)
      if let type = attributes?[.type] as? FileAttributeType, type != .typeRegular {
        try FileHandle(forWritingTo: file).write(contentsOf: data)
        return
      }
      try data.write(to: file, options: .atomic)
      if let permissions = attributes?[.posixPermissions] {
        try files.setAttributes([.posixPermissions: permissions], ofItemAtPath: file.path)
      }
    } catch {
      throw WritingError(place: path)
    }
  }
}

/// Results that could not be written.
package struct WritingError: Error, CustomStringConvertible {
  let place: String

  package var description: String {
    "\(place) cannot be written: it is full, closed or not permitted"
  }
}
