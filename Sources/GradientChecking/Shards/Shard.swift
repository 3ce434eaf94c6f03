/// One of the equal shares into which a large check is cut, to be measured on machines of their own.
public struct Shard: Sendable, Codable, Hashable, CustomStringConvertible {
  /// Which of them, from 1 on.
  public let number: Int
  /// How many there are.
  public let count: Int

  private static let mostShards = 100_000

  /// Nil unless 1 ≤ number ≤ count ≤ 100,000.
  public init?(_ number: Int, of count: Int) {
    guard number >= 1, number <= count, count <= Shard.mostShards else { return nil }
    self.number = number
    self.count = count
  }

  private enum CodingKeys: String, CodingKey {
    case number
    case count
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let (number, count) = (
      try values.decode(Int.self, forKey: .number), try values.decode(Int.self, forKey: .count)
    )
    guard let shard = Shard(number, of: count) else {
      throw DecodingError.dataCorruptedError(
        forKey: .number, in: values, debugDescription: "there is no shard \(number)/\(count)")
    }
    self = shard
  }

  /// The shard in a text such as "2/8"; nil where there is none.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let number = parts[0], let count = parts[1] else { return nil }
    self.init(number, of: count)
  }

  public var description: String { "\(number)/\(count)" }

  /// Whether what is at this position is the shard's. Neighbors go to different shards, as what is costly
  /// often lies together.
  func contains(_ position: Int) -> Bool { position % count == number - 1 }
}
