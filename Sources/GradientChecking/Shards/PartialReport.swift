/// What one shard of a check has measured; see ``GradientChecker/measure(_:named:shard:monitor:)``.
///
/// Its numbers may be infinite or not numbers at all, for which an encoder needs a strategy.
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
}
