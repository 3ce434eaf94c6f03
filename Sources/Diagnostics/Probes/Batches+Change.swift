import Foundation
import GSL

/// What changes from batch to batch, or from training to validation, that shuffled samples of one data set keep.
extension Batches {
  /// Stretches of a run that are compared.
  private static let stretches = 6

  /// Inputs whose deviation falls, or grows, from stretch to stretch of the run. Of 270 healthy trainings the most was a
  /// fall by 4 % and a growth by 60 %, where pictures are made larger on purpose; what another network makes
  /// goes up and down.
  func drift(_ history: TrainingHistory) -> Finding? {
    let told = history.summaries.compactMap(\.inputs).map(\.y)
    let length = told.count / Batches.stretches
    guard length > 1, told.allSatisfy(\.isFinite), history.first?.inputs?.isInteger != true else {
      return nil
    }
    let levels = (0..<Batches.stretches).map {
      Statistics.median(Array(told[$0 * length..<($0 + 1) * length])) ?? 0
    }
    guard let start = levels.first, let end = levels.last, start > 0 else { return nil }
    let pairs = zip(levels, levels.dropFirst())
    let shrinks = end < 0.75 * start && pairs.allSatisfy { $1 < 1.05 * $0 }
    let grows = end > 3 * start && pairs.allSatisfy { $1 > 0.95 * $0 }
    guard shrinks || grows else { return nil }
    let others = history.summaries.compactMap(\.inferenceInputs).map(\.y)
    let inference = Statistics.median(others).map { "; \($0.short) in inference" } ?? ""
    return finding(
      history.isLearning ? .warn : .fail, .inputDrift,
      "the inputs \(shrinks ? "shrink" : "grow") as training goes on",
      evidence: "deviation \(start.short) at first, \(end.short) at the end\(inference)",
      expectation: "inputs of one mean and deviation from the first epoch to the last",
      fix:
        "look what changes the stored data in place, epoch by epoch (x /= s, erasing in a view): "
        + "a copy, or once before the loop; where another network makes them, whether it runs away")
  }

  /// Inputs of which some batches, but not all, are all the same.
  func blank(_ history: TrainingHistory) -> Finding? {
    let told = history.summaries.compactMap(\.inputs).filter { $0.x.isFinite && $0.y.isFinite }
    let blank = told.count { $0.y <= 1e-6 * abs($0.x) || $0.y == 0 }
    guard blank > 0, blank < told.count, told.count >= Batches.fewestBatches,
      history.first?.inputs?.count ?? 2 > 1, history.first?.samples ?? 2 > 1, !history.isLearning
    else { return nil }
    return finding(
      .fail, .inputScale, "some batches are blank",
      evidence: "one value for all inputs in \(blank) of "
        + "\("batch".counted(told.count, plural: "batches"))",
      expectation: "samples that differ",
      fix: "look at the data as the network gets them: divided within whole numbers, erased, or "
        + "masked")
  }

  /// Tables of a few columns whose batches have mean 0 and one deviation up to rounding, as if each sample were standardized by itself.
  func standardizedBySample(_ history: TrainingHistory) -> Finding? {
    let told = history.summaries.compactMap(\.inputs)
    guard told.count >= 2 * Batches.fewestBatches, !history.seesOneBatch,
      let inputs = history.first?.inputs, inputs.isInteger != true, let count = inputs.count,
      let samples = history.first?.samples, (3..<20).contains(count / max(1, samples)),
      let least = told.map(\.y).min(), let most = told.map(\.y).max(), least > 0,
      most - least < 1e-4 * most, told.allSatisfy({ abs($0.x) < 1e-5 * most }),
      Set(told.map(\.x)).count > told.count / 2
    else { return nil }
    return finding(
      .warn, .inputScale, "each sample is standardized by itself",
      evidence: "all of \("batch".counted(told.count, plural: "batches")) of mean 0 and "
        + "deviation \(most.short), up to rounding",
      expectation: "columns of mean 0 and deviation 1 over the training split",
      fix: "statistics of each column over all samples of the training split, not of each row")
  }

  /// Labels that are less even in training than in validation. Sampling makes them more even, as a rule: of 62 healthy
  /// trainings the entropy of training was 97 % of that of validation and more.
  func unlikeShares(_ history: TrainingHistory) -> Finding? {
    let (own, other) = (history.labels, history.validationLabels)
    guard history.objective.kind != nil, own.total >= 100, other.total >= 50, other.entropy > 0,
      own.counts.count <= 1000, own.entropy < 0.75 * other.entropy
    else { return nil }
    func share(_ label: Int, of labels: BatchLabels) -> Double {
      label < labels.counts.count ? Double(labels.counts[label]) / Double(labels.total) : 0
    }
    let shares = (0..<max(own.counts.count, other.counts.count)).map {
      (label: $0, own: share($0, of: own), other: share($0, of: other))
    }
    let apart = shares.reduce(0) { $0 + abs($1.own - $1.other) } / 2
    guard apart > 0.3, let most = shares.max(by: { $0.own - $0.other < $1.own - $1.other }) else {
      return nil
    }
    let holds = history.validationBaseline.map { history.validation.end < 0.7 * $0 } ?? false
    return finding(
      holds ? .warn : .fail, .labelBalance, "training has other shares of labels than validation",
      evidence: "label \(most.label) is \(most.own.percent) of those in training, "
        + "\(most.other.percent) in validation",
      expectation: "labels as frequent in both splits, up to sampling that evens them",
      fix: "look at how labels are read: a default for names that are not found; weights of a "
        + "sampler that are counts, not their inverses")
  }

  /// Validation answers that are all the most frequent label, of labels out of balance: of 41 healthy trainings none came
  /// within 15 % of that share.
  func majority(_ history: TrainingHistory) -> Finding? {
    let labels = history.validationLabels
    let accuracies = history.validation.accuracies.suffix(3)
    guard history.count >= 40, accuracies.count == 3, labels.total >= 50,
      let most = labels.counts.max(), let label = labels.counts.firstIndex(of: most)
    else { return nil }
    let share = Double(most) / Double(labels.total)
    guard (0.6..<0.98).contains(share), accuracies.allSatisfy({ abs($0 - share) < 0.005 }) else {
      return nil
    }
    return finding(
      .warn, .labelBalance, "the rare answer is never given",
      evidence: "validation accuracy \(share.percent) three times, the share of label \(label)",
      expectation: "answers of every kind",
      fix:
        "weight the rare classes more, by the inverse of their shares, or sample them more often; "
        + "judge by accuracy a class")
  }
}
