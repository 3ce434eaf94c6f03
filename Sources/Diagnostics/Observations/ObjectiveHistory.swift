/// What the loss function was given over all steps that told.
struct ObjectiveHistory: Sendable {
  private(set) var steps = 0
  private(set) var last: ObjectiveStatistics?
  /// The extremes of predictions and targets over all steps.
  private(set) var prediction: ClosedRange<Double>?
  private(set) var target: ClosedRange<Double>?
  /// The number of steps whose predictions were probabilities: not negative, of sum 1; whose were logarithms of
  /// such; and whose all lay within 0…1.
  private(set) var stepsOfProbabilities = 0
  private(set) var stepsOfLogProbabilities = 0
  private(set) var stepsWithinUnitInterval = 0
  /// Whether every label counts one sample, rather than a place in one.
  private(set) var hasOneLabelASample = true
  private var squaredDeviation = 0.0
  private var stepsWithDeviation = 0

  var kind: ObjectiveStatistics.Kind? { last?.kind }

  /// The root mean square of the targets' deviations within batches.
  var targetDeviation: Double? {
    stepsWithDeviation > 0 ? (squaredDeviation / Double(stepsWithDeviation)).squareRoot() : nil
  }

  mutating func record(_ seen: ObjectiveStatistics, samples: Int) {
    steps += 1
    last = seen
    prediction = union(prediction, seen.prediction)
    target = union(target, seen.target)
    func isOne(_ sums: [Double]?) -> Bool {
      sums.map { !$0.isEmpty && $0.allSatisfy { abs($0 - 1) < 1e-3 } } ?? false
    }
    let isWithin = seen.prediction.count == 2 && seen.prediction.allSatisfy { (0...1).contains($0) }
    if isWithin { stepsWithinUnitInterval += 1 }
    if isWithin, isOne(seen.sums) { stepsOfProbabilities += 1 }
    if isOne(seen.exponentialSums) { stepsOfLogProbabilities += 1 }
    if let counts = seen.labelCounts, counts.reduce(0, &+) != samples { hasOneLabelASample = false }
    if let deviation = seen.targetDeviation, deviation.isFinite {
      squaredDeviation += deviation * deviation
      stepsWithDeviation += 1
    }
  }

  private func union(_ range: ClosedRange<Double>?, _ extremes: [Double]) -> ClosedRange<Double>? {
    guard extremes.count == 2, extremes[0] <= extremes[1] else { return range }
    guard let range else { return extremes[0]...extremes[1] }
    return min(range.lowerBound, extremes[0])...max(range.upperBound, extremes[1])
  }
}
