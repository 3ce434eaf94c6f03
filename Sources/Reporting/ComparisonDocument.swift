import ForeignChecking
import Foundation

/// The result of `gradcheck compare` as one JSON document; the schema is documented in this module's catalogue.
public struct ComparisonDocument: Sendable, Codable, Equatable {
  /// The version of the schema.
  public static let schema = 1

  public let schema: Int
  /// The command that wrote the document.
  public let tool: String
  public let comparison: GradientComparison

  public init(_ comparison: GradientComparison) {
    schema = ComparisonDocument.schema
    tool = "gradcheck compare"
    self.comparison = comparison
  }

  /// The document as JSON, indented, with a newline at the end.
  ///
  /// - Throws: never in practice; every value is encodable.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

extension ComparisonDocument: ReportDocument {
  public static let formats: [ReportFormat<ComparisonDocument>] = [
    ReportFormat("text", "for the terminal", encode: nil),
    ReportFormat("json", "for programs") { try $0.json() },
  ]
}
