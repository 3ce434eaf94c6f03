import Foundation

/// The labels of all batches so far, as counts.
public struct BatchLabels: Sendable, Equatable {
  /// How often each label came.
  public private(set) var counts: [Int] = []
  /// For each label Σ n²/N over batches, n of whose N labels are this one.
  private var concentration: [Double] = []
  public private(set) var batches = 0

  public init() {}

  mutating func record(_ labels: [Int]) {
    let total = labels.reduce(0) { $0 &+ max(0, $1) }
    guard total > 0 else { return }
    while counts.count < labels.count {
      counts.append(0)
      concentration.append(0)
    }
    for (label, count) in labels.enumerated() where count > 0 {
      counts[label] &+= count
      concentration[label] += Double(count) * Double(count) / Double(total)
    }
    batches += 1
  }

  /// The number of labels.
  public var total: Int { counts.reduce(0, &+) }

  /// How unlike each other the batches are: χ² of their labels against the shares of all, and its degrees of
  /// freedom. Batches of shuffled samples come to about the latter; those of one class each to total·(K − 1).
  public var heterogeneity: (chiSquare: Double, degrees: Double, largest: Double) {
    let present = counts.indices.filter { counts[$0] > 0 }
    let total = Double(self.total)
    let chiSquare = present.reduce(0) {
      $0 + concentration[$1] * total / Double(counts[$1]) - Double(counts[$1])
    }
    let freedom = Double(max(0, present.count - 1))
    return (chiSquare, freedom * Double(max(0, batches - 1)), freedom * total)
  }

  /// −Σ p log p over the shares of the labels: the cross-entropy of answers that know these alone.
  public var entropy: Double {
    let total = Double(max(1, self.total))
    return counts.filter { $0 > 0 }.reduce(0) { $0 - Double($1) / total * log(Double($1) / total) }
  }
}
