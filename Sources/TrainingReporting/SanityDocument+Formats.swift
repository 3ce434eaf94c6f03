import Foundation
import Reporting

extension SanityDocument: ReportDocument {
  public static let formats: [ReportFormat<SanityDocument>] = [.text, .json, .html]
}

extension ReportFormat<SanityDocument> {
  /// ``SanityText``.
  public static let text = ReportFormat("text", "for the terminal", encode: nil)
  /// ``SanityDocument`` as it is.
  public static let json = ReportFormat("json", "for programs") { try $0.json() }
  public static let html = ReportFormat("html", "a page with charts, in one file") {
    Data(SanityPage($0).html.description.utf8)
  }
}
