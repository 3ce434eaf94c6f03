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
  /// "text, json or html"
  package static var formatNames: String {
    let names = formats.map(\.name)
    return names.dropLast().joined(separator: ", ") + " or \(names[names.count - 1])"
  }
}
