/// What a method other than comparing derivatives says about a gradient.
public struct SecondOpinion: Sendable, Codable, Equatable {
  /// The method, such as "Taylor remainder".
  public let method: String
  /// What it found, with its numbers.
  public let finding: String
  /// Whether it speaks against the gradient.
  public let isAgainst: Bool
}
