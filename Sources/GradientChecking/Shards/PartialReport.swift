/// What one shard of a check has measured; see ``GradientChecker/measure(_:named:shard:monitor:)``.
///
/// Its numbers may be infinite or not numbers at all, for which an encoder needs a strategy. What is decoded
/// is looked through before it is joined.
public struct PartialReport: Sendable, Codable {
  public let subject: String
  public let shard: Shard
  let configuration: CheckConfiguration
  /// The number of groups of lines, and of maps of which the whole is made, over all shards.
  let groupCount: Int
  let partCount: Int
  /// Of the shard's groups, in order.
  let measurements: [[Measurement]]
  let parts: [GradientReport]
  /// The limit that came before the end; nil where all was measured.
  let limit: Unexamined.Limit?

  /// Whether all was measured that is the shard's to measure: others cannot be joined.
  public var isComplete: Bool { limit == nil }
}
