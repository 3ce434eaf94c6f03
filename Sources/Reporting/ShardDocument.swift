import Foundation
import GradientChecking

/// What one shard of a run of `gradcheck` has measured, as one JSON document, for `gradcheck merge`.
///
/// Nothing but `gradcheck merge` of the same version is meant to read it.
public struct ShardDocument: Sendable, Codable {
  /// The version of the format.
  public static let schema = 1

  public let schema: Int
  public let tool: String
  public let version: String
  public let shard: Shard
  /// What was asked for, without what concerns the shard alone: with these the functions are made again.
  public let arguments: [String]
  /// One for each function.
  public let partials: [PartialReport]

  public init(
    shard: Shard, arguments: [String], partials: [PartialReport], version: String
  ) {
    schema = ShardDocument.schema
    tool = "gradcheck"
    self.version = version
    self.shard = shard
    self.arguments = arguments
    self.partials = partials
  }

  /// The document written earlier.
  ///
  /// - Throws: a `DecodingError` where `json` is not such a document.
  public init(json: Data) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    self = try decoder.decode(ShardDocument.self, from: json)
  }

  /// The document as JSON, with a newline at the end.
  ///
  /// - Throws: never in practice; every value is encodable.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
