import GSL

/// What was measured on samples that nothing is learned from, over a run.
struct ValidationHistory: Sendable {
  /// The number of measurements that it takes.
  static let fewest = 4

  /// The steps, from 0, after which there was one; those whose loss is not finite are left out.
  private(set) var steps: [Int] = []
  private(set) var losses: [Double] = []
  private(set) var accuracies: [Double] = []

  /// Whether every loss was, within a twentieth, the mean of cross-entropies that were told.
  private(set) var isCrossEntropy = true

  mutating func record(_ step: TrainingStep, number: Int) {
    if let accuracy = step.validationAccuracy, accuracy.isFinite { accuracies.append(accuracy) }
    guard let loss = step.validationLoss, loss.isFinite else { return }
    steps.append(number)
    losses.append(loss)
    let told = (step.inferenceObjectives ?? []).filter {
      $0.reduction == "mean" && $0.labelCounts != nil
        && $0.kind.isOfClasses
    }
    let mean = Statistics.mean(told.compactMap(\.value))
    isCrossEntropy = isCrossEntropy && mean.map { abs($0 - loss) <= 0.05 * loss } ?? false
  }

  /// The medians of three neighbors, so that no single value decides.
  private var smoothed: [Double] {
    losses.indices.dropFirst(2).map { Statistics.median(Array(losses[$0 - 2...$0])) ?? losses[$0] }
  }

  var lowest: Double { smoothed.min() ?? .nan }
  /// The value of all losses, where it is one up to rounding.
  var repeated: Double? {
    guard losses.count >= ValidationHistory.fewest, let least = losses.min(),
      let most = losses.max(),
      most - least <= 1e-6 * abs(most)
    else { return nil }
    return most
  }
  /// The level of the last quarter.
  var end: Double { Statistics.median(Array(losses.suffix(max(3, losses.count / 4)))) ?? .nan }
  /// Whether it has come down again by a twentieth from its highest after its lowest level.
  var turnsBack: Bool {
    let later = smoothed.drop { $0 != lowest }
    return end < 0.95 * (later.max() ?? end)
  }
  /// The step at which the lowest level was reached.
  var best: Int? { smoothed.firstIndex(of: lowest).map { steps[$0 + 1] } }
  var accuracy: Double? {
    Statistics.median(Array(accuracies.suffix(max(3, accuracies.count / 4))))
  }
}
