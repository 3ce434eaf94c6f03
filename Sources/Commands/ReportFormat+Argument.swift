import ArgumentParser
import Reporting

extension ReportFormat: ExpressibleByArgument where Document: ReportDocument {
  /// The format of this name, if the document has one.
  public init?(argument: String) {
    guard let format = Document.formats.first(where: { $0.name == argument.lowercased() }) else {
      return nil
    }
    self = format
  }

  public static var allValueStrings: [String] { Document.formats.map(\.name) }

  public var defaultValueDescription: String { name }
}

extension ReportDocument {
  /// What each format is for: "text: for the terminal; json: for programs."
  package static var formatHelp: ArgumentHelp {
    ArgumentHelp(formats.map { "\($0.name): \($0.summary)" }.joined(separator: "; ") + ".")
  }
}
