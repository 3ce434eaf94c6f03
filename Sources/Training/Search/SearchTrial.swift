/// A training with values that a search has drawn.
public struct SearchTrial: Sendable, Codable, Equatable {
  /// What is to be tried.
  public struct Candidate: Sendable, Codable, Equatable {
    /// From 0, over all rounds.
    public let number: Int
    public let round: Int
    public let epochs: Int
    /// A value of each range, by its name.
    public let values: [String: Double]

    public init(number: Int, round: Int, epochs: Int, values: [String: Double]) {
      self.number = number
      self.round = round
      self.epochs = epochs
      self.values = values
    }
  }

  /// What came of it.
  public struct Outcome: Sendable, Codable, Equatable {
    /// The loss of the examples of validation after the last epoch.
    public let loss: Double
    public let accuracy: Double?
    /// The loss of the first batch.
    public let firstLoss: Double

    public init(loss: Double, accuracy: Double?, firstLoss: Double) {
      self.loss = loss
      self.accuracy = accuracy
      self.firstLoss = firstLoss
    }

    /// Whether it ended far above where it began: at twice a loss above 0, or at none that is finite.
    public var hasDiverged: Bool {
      !loss.isFinite || loss > firstLoss + abs(firstLoss)
    }
  }

  public let candidate: Candidate
  public let outcome: Outcome

  public init(_ candidate: Candidate, _ outcome: Outcome) {
    self.candidate = candidate
    self.outcome = outcome
  }
}

extension Sequence<SearchTrial> {
  /// Those that did not diverge, the best first.
  public var ranked: [SearchTrial] {
    filter { !$0.outcome.hasDiverged }.sorted {
      ($0.outcome.loss, $0.candidate.number) < ($1.outcome.loss, $1.candidate.number)
    }
  }
}
