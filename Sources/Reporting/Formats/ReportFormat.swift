import Foundation

/// One way of writing the results of a run, which `--format` names.
///
/// A new one is a value in the list of its document's ``ReportDocument/formats``, written in a file of its own,
/// and a stored sample of what it makes; nothing else lists formats.
public struct ReportFormat<Document>: Sendable {
  public let name: String
  /// What it is for, in a few words.
  public let summary: String
  /// What a file of it ends in, such as "html"; nil where it is not meant to be kept.
  public let fileExtension: String?
  /// The bytes of a finished document. Nil for the format that is written while the results come in: text.
  public let encode: (@Sendable (Document) throws -> Data)?
  /// Whether it shows what is to be seen and takes time to draw, such as the error against the step.
  public let isDrawn: Bool

  public init(
    _ name: String, _ summary: String, fileExtension: String? = nil, isDrawn: Bool = false,
    encode: (@Sendable (Document) throws -> Data)?
  ) {
    self.name = name
    self.summary = summary
    self.fileExtension = fileExtension
    self.isDrawn = isDrawn
    self.encode = encode
  }
}

/// The results of a run of a command, whatever they are written as.
public protocol ReportDocument: Sendable {
  /// What it can be written as, the default first.
  static var formats: [ReportFormat<Self>] { get }
}
