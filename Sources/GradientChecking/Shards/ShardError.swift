/// Partial reports that do not make a whole.
public struct ShardError: Error, Equatable, CustomStringConvertible {
  public let description: String
  /// Which of them says what cannot be so, and where; nil where it is not one alone.
  package let culprit: (shard: Shard, violation: Violation)?

  public init(_ description: String) {
    self.description = description
    culprit = nil
  }

  init(_ shard: Shard, _ violation: Violation) {
    description = "shard \(shard): \(violation)"
    culprit = (shard, violation)
  }

  public static func == (a: ShardError, b: ShardError) -> Bool { a.description == b.description }
}
