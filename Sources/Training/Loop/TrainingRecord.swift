/// How a training went: a loss a step, a judgment an epoch.
public struct TrainingRecord: Sendable, Equatable {
  /// The data loss of each step, before its update.
  public var losses: [Double] = []
  /// The accuracy of each step; none where there is no such thing.
  public var accuracies: [Double] = []
  /// What the network came to on the examples of validation after each epoch.
  public var judgments: [Judgment] = []

  public init() {}

  /// The epoch after which the validation loss was least, from 0; nil before the first.
  public var bestEpoch: Int? {
    judgments.indices.filter { judgments[$0].loss.isFinite }
      .min { judgments[$0].loss < judgments[$1].loss }
  }

  /// The mean loss, and the mean accuracy, of the steps of an epoch.
  public func training(inEpoch epoch: Int, of length: Int) -> Judgment {
    func mean(_ values: [Double]) -> Double? {
      let own = values.dropFirst(epoch * length).prefix(length)
      return own.isEmpty ? nil : own.reduce(0, +) / Double(own.count)
    }
    return Judgment(loss: mean(losses) ?? .nan, accuracy: mean(accuracies))
  }
}
