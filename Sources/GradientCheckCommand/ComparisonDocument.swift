import ForeignChecking
import Foundation
import Reporting

/// The result of `gradcheck compare` as one JSON document; the schema is documented in the catalogue of `Reporting`.
struct ComparisonDocument: Sendable, Codable, Equatable {
  /// The version of the schema.
  static let schema = 1

  let schema: Int
  /// The command that wrote the document.
  let tool: String
  let comparison: GradientComparison

  init(_ comparison: GradientComparison) {
    schema = ComparisonDocument.schema
    tool = "gradcheck compare"
    self.comparison = comparison
  }

  /// The document as JSON, indented, with a newline at the end.
  ///
  /// - Throws: never in practice; every value is encodable.
  func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

extension ComparisonDocument: ReportDocument {
  static let formats: [ReportFormat<ComparisonDocument>] = [
    ReportFormat("text", "for the terminal", encode: nil),
    ReportFormat("json", "for programs") { try $0.json() },
  ]
}
