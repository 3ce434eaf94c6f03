import Foundation
import GradientChecking

extension GradientReport {
  /// Writes the report to a file, in the format that its name ends in: a page (`.html`), `.md`, `.json`, `.xml` of
  /// JUnit, or `.txt`.
  ///
  ///     let report = expectDerivative(of: Double.cosh, at: [-2, 0, 0.5, 3])
  ///     try report?.write(to: "cosh.html")
  ///
  /// Several reports on one page are a ``GradientDocument``.
  ///
  /// - Throws: a ``DocumentError`` where the name ends in something else, or the file cannot be written; what
  ///   was there is left as it was.
  public func write(to path: String) throws(DocumentError) {
    try GradientDocument(reports: [self]).write(to: path)
  }
}

extension GradientDocument {
  /// The bytes of the document in a format, such as those of a page for an attachment of a test:
  ///
  ///     Attachment.record(Array(try document.data(as: .html)), named: "gradients.html")
  public func data(as format: ReportFormat<GradientDocument>) throws -> Data {
    if let encode = format.encode { return try encode(self) }
    let text = GradientText()
    return Data(reports.map(text.render).joined(separator: "\n").utf8)
  }

  /// Writes the document to a file, in the format that its name ends in.
  ///
  ///     let reports = [
  ///       expectDerivative(of: Double.cosh, at: [-2, 0.5]),
  ///       expectDerivative(of: Double.sinh, at: [-2, 0.5]),
  ///     ]
  ///     try GradientDocument(reports: reports.compactMap { $0 }).write(to: "elementary.html")
  ///
  /// - Throws: a ``DocumentError`` where the name ends in none of them, or the file cannot be written; what was
  ///   there is left as it was.
  public func write(to path: String) throws(DocumentError) {
    let file = URL(filePath: path)
    let ending = file.pathExtension.lowercased()
    guard let format = GradientDocument.formats.first(where: { $0.fileExtension == ending }) else {
      let known = GradientDocument.formats.compactMap { $0.fileExtension.map { ".\($0)" } }
      throw DocumentError(
        "\(path) cannot be written: a report ends in one of \(known.joined(separator: ", "))")
    }
    let folder = file.deletingLastPathComponent()
    guard FileManager.default.fileExists(atPath: folder.path) else {
      throw DocumentError("\(path) cannot be written: there is no folder \(folder.path)")
    }
    do {
      try data(as: format).write(to: file, options: .atomic)
    } catch {
      throw DocumentError("\(path) cannot be written: \(error.localizedDescription)")
    }
  }
}
