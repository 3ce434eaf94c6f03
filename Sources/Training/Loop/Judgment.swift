/// What a network came to on examples: means over all of them.
public struct Judgment: Sendable, Equatable {
  public let loss: Double
  /// The share of right answers, where there is such a thing.
  public let accuracy: Double?

  public init(loss: Double, accuracy: Double? = nil) {
    self.loss = loss
    self.accuracy = accuracy
  }
}
