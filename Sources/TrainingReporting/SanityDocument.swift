import Diagnostics
import Foundation

/// The results of a run of `sanity` as one JSON document.
///
/// Keys are sorted. Numbers that are not finite are the strings "inf", "-inf" and "nan". The schema is
/// documented in this module's catalogue; a change that could break a reader raises `schema`.
public struct SanityDocument: Sendable, Codable, Equatable {
  /// The version of the schema.
  public static let schema = 1

  public let schema: Int
  /// The command that wrote the document.
  public let tool: String
  /// The matrix library that was used, or "none".
  public let blas: String
  public let report: SanityReport
  /// A sample of each class, for those who look at the page; they are not in the JSON.
  public var samples: [LabeledPicture] = []

  private enum CodingKeys: CodingKey { case schema, tool, blas, report }

  public init(report: SanityReport, blas: String, samples: [LabeledPicture] = []) {
    self.samples = samples
    schema = SanityDocument.schema
    tool = "sanity"
    self.blas = blas
    self.report = report
  }

  /// The document a reader wrote earlier.
  ///
  /// - Throws: a `DecodingError` where `json` is not such a document.
  public init(json: Data) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    self = try decoder.decode(SanityDocument.self, from: json)
  }

  /// The document as JSON, indented, with a newline at the end.
  ///
  /// - Throws: never in practice; every value is encodable.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
