import Foundation
import GradientChecking

/// What one shard of a run of `gradcheck` has measured, as one JSON document, for `gradcheck merge`.
///
/// Nothing but `gradcheck merge` of the same build is meant to read it. It carries a checksum of its content,
/// whatever the order of its keys and its white space: against accidents, not against forgers.
public struct ShardDocument: Sendable, Codable {
  /// The version of the format.
  public static let schema = 2

  public let schema: Int
  public let tool: String
  /// What has measured: version, compiler and system.
  public let build: String
  public let shard: Shard
  /// What was asked for, without what concerns the shard alone: with these the functions are made again.
  public let arguments: [String]
  /// Whether all was measured that is the shard's to measure.
  public let isComplete: Bool
  /// One for each function.
  public let partials: [PartialReport]
  /// Of the document without it.
  public private(set) var checksum = ""

  /// - Parameters:
  ///   - shard: Which share this is.
  ///   - build: What measured it; only shards of one build are joined.
  ///   - arguments: What was asked for, without what concerns the shard alone.
  ///   - isComplete: Whether there is a partial report on every function.
  ///   - partials: One for each function.
  public init(
    shard: Shard, arguments: [String], partials: [PartialReport], build: String,
    isComplete: Bool = true
  ) {
    schema = ShardDocument.schema
    tool = "gradcheck"
    self.build = build
    self.shard = shard
    self.arguments = arguments
    self.partials = partials
    self.isComplete = isComplete && partials.allSatisfy(\.isComplete)
  }

  /// What every version of the format begins with.
  private struct Head: Decodable {
    let schema: Int
    let tool: String
    let build: String
  }

  /// The document that this build wrote earlier.
  ///
  /// - Throws: a ``DocumentError`` where `json` is not such a document.
  public init(json: Data, build: String) throws(DocumentError) {
    let head = try ShardDocument.decoded(Head.self, json)
    guard head.tool == "gradcheck", head.schema == ShardDocument.schema else {
      throw DocumentError(
        "this is format \(head.schema) of \(head.tool), expected \(ShardDocument.schema) of gradcheck"
      )
    }
    guard head.build == build else {
      throw DocumentError("this was measured by \(head.build); join it by that, not by \(build)")
    }
    self = try ShardDocument(unverified: json)
    var bare = self
    bare.checksum = ""
    guard let content = try? bare.encoded(), Checksum(content).description == checksum else {
      throw DocumentError("this has been changed since it was written: its checksum is another")
    }
    guard partials.allSatisfy({ $0.shard == shard }) else {
      throw DocumentError("partials are not all of shard \(shard)")
    }
  }

  /// What a document says, whether it is what was written or not.
  init(unverified json: Data) throws(DocumentError) {
    self = try ShardDocument.decoded(ShardDocument.self, json)
  }

  private static func decoded<Value: Decodable>(
    _ type: Value.Type, _ json: Data
  ) throws(DocumentError) -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try decoder.decode(type, from: json)
    } catch let error as DecodingError {
      throw DocumentError(error)
    } catch {
      throw DocumentError("\(error)")
    }
  }

  /// The document as JSON, with a newline at the end.
  ///
  /// - Throws: never in practice; every value is encodable.
  public func json() throws -> Data {
    var bare = self
    bare.checksum = ""
    var whole = self
    whole.checksum = Checksum(try bare.encoded()).description
    return try whole.encoded() + Data("\n".utf8)
  }

  private func encoded() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(self)
  }
}
