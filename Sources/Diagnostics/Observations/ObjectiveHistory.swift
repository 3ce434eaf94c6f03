import Foundation

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
  /// What it gave in each step that told.
  private(set) var values: [Double] = []
  /// Whether every label counts one sample, rather than a place in one.
  private(set) var hasOneLabelASample = true
  /// Whether no step had other extremes of targets than 0 and 1.
  private var areTargetsWhole = true
  /// The number of steps whose targets reached from one whole number to another, always the same.
  private(set) var stepsOfWholeTargets = 0
  /// The largest prediction of each step.
  private(set) var largest: [Double] = []
  /// The shares of predictions that are exactly 0, and the largest r² between a number of the input and a class.
  private(set) var zeros: [Double] = []
  private(set) var telling: [[Double]] = []
  /// The labels, where they are numbers of classes.
  private(set) var labels = BatchLabels()
  private var squaredDeviation = 0.0
  private var stepsWithDeviation = 0

  var kind: ObjectiveStatistics.Kind? { last?.kind }

  /// The root mean square of the targets' deviations within batches.
  var targetDeviation: Double? {
    stepsWithDeviation > 0 ? (squaredDeviation / Double(stepsWithDeviation)).squareRoot() : nil
  }

  /// −p ln p − q ln q for the share p of ones.
  var binaryEntropy: Double? {
    guard let p = shareOfOnes else { return nil }
    return -p * log(p) - (1 - p) * log(1 - p)
  }

  /// The share p of ones, or of zeros where these are fewer, among targets of one column that are 0 or 1, whose deviation
  /// is √(p·q).
  var shareOfOnes: Double? {
    guard last?.hasOneColumn == true, target == 0...1, areTargetsWhole,
      let deviation = targetDeviation, deviation > 0, deviation <= 0.5
    else { return nil }
    return (1 - (1 - 4 * deviation * deviation).squareRoot()) / 2
  }

  mutating func record(_ seen: ObjectiveStatistics, samples: Int) {
    steps += 1
    last = seen
    if let value = seen.value, value.isFinite { values.append(value) }
    prediction = union(prediction, seen.prediction)
    target = union(target, seen.target)
    areTargetsWhole = areTargetsWhole && seen.target.allSatisfy { $0 == 0 || $0 == 1 }
    func isOne(_ sums: [Double]?) -> Bool {
      sums.map { !$0.isEmpty && $0.allSatisfy { abs($0 - 1) < 1e-3 } } ?? false
    }
    let isWithin = seen.prediction.count == 2 && seen.prediction.allSatisfy { (0...1).contains($0) }
    if isWithin { stepsWithinUnitInterval += 1 }
    if isWithin, isOne(seen.sums) { stepsOfProbabilities += 1 }
    if isOne(seen.exponentialSums) { stepsOfLogProbabilities += 1 }
    if seen.target.count == 2, seen.target.allSatisfy({ $0.rounded() == $0 }), let target,
      seen.target == [target.lowerBound, target.upperBound]
    {
      stepsOfWholeTargets += 1
    }
    if let most = seen.prediction.last { largest.append(most) }
    if let share = seen.zeros { zeros.append(share) }
    if let told = seen.telling, told.count == 2 { telling.append(told) }
    if let counts = seen.labelCounts {
      labels.record(counts)
      if counts.reduce(0, &+) != samples { hasOneLabelASample = false }
    }
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
