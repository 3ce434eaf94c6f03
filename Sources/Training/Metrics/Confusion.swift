/// How often each class was taken for each: what accuracy, precision and recall are read from.
///
///     accuracy = right / all        precision of k = TP / (TP + FP)        recall of k = TP / (TP + FN)
///
/// TP are the samples of class k that were called k, FP those of others that were, FN those of k that were not. A
/// share of nothing is nil: no sample was called k, or there is none.
public struct Confusion: Sendable, Equatable {
  /// Rows of true classes, columns of predicted ones.
  public let counts: [[Int]]

  /// - Parameters:
  ///   - labels: The true class of each sample.
  ///   - predictions: The class that each was taken for.
  ///   - classes: K.
  public init(labels: [Int], predictions: [Int], classes: Int) {
    precondition(labels.count == predictions.count, "a prediction a sample")
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classes), count: classes)
    for (label, prediction) in zip(labels, predictions) { counts[label][prediction] += 1 }
    self.counts = counts
  }

  private var total: Int { counts.joined().reduce(0, +) }

  private func share(_ part: Int, of whole: Int) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }

  public var accuracy: Double? {
    share(counts.indices.reduce(0) { $0 + counts[$1][$1] }, of: total)
  }

  /// Of what was called `label`, how much is it?
  public func precision(of label: Int) -> Double? {
    share(counts[label][label], of: counts.reduce(0) { $0 + $1[label] })
  }

  /// Of what is `label`, how much was found?
  public func recall(of label: Int) -> Double? {
    share(counts[label][label], of: counts[label].reduce(0, +))
  }

  /// The harmonic mean of precision and recall; nil where either is.
  public func f1(of label: Int) -> Double? {
    guard let p = precision(of: label), let r = recall(of: label) else { return nil }
    return p + r == 0 ? 0 : 2 * p * r / (p + r)
  }
}
