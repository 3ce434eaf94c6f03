import GSL

/// Whether the batches are what shuffled samples of a usable data set give.
///
/// Labels: with all batches drawn alike, χ² of their counts is about its degrees of freedom; sorted samples bring
/// it near its largest value, where each batch is of one class. Half of that fails: batches of a few classes on
/// purpose stay below. One label in ten batches and more is no data set, and a class that never comes where
/// a hundred were to be expected is worth a look, as is one label for 98 of 100 samples. Only labels one a sample
/// are judged.
///
/// Numbers for targets: sorted ones are nearer to each other within a batch than batches are. Inputs of the very same
/// mean and deviation every so many steps come in one order: a reason for a loss that does not fall.
///
/// Inputs: a mean above ten deviations, or a deviation beyond 20 or below 0.02, is not normalized; a
/// deviation of 0 is no input. A network whose first layer normalizes takes them of any scale.
public struct Batches: TrainingProbe {
  public static let name = ProbeName.batches
  static let fewestBatches = 10
  private static let fewestMeasurements = 3
  /// The share below which a yes is rare.
  private static let rare = 0.05
  /// The share of samples in two splits beyond that which comes again in one of them, as where few values make a sample.
  private static let mostShared = 0.15

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    guard
      history.labels.total > 0 || history.first?.inputs != nil || history.objective.target != nil
        || !history.knownInValidation.isEmpty
    else {
      return [notApplicable(.sampleOrder, "not told: pass inputs and labelCounts of steps to know")]
    }
    let found = [
      inputs(history) ?? blank(history) ?? standardizedBySample(history), drift(history),
      splits(history), labels(history), rareAnswer(history) ?? majority(history),
      validationLabels(history) ?? unlikeShares(history), overlap(history),
      order(history) ?? targetOrder(history) ?? repetition(history) ?? oneText(history),
    ].compactMap { $0 }
    guard found.isEmpty else { return found }
    return [
      pass(
        .sampleOrder,
        history.labels.batches > 0
          ? "\("batch".counted(history.labels.batches, plural: "batches")) alike"
          : (history.first?.inputs).map {
            "inputs of mean \($0.mean.short), deviation \($0.standardDeviation.short)"
          } ?? "",
        expectation: "inputs of unit scale, and labels in each batch as in all")
    ]
  }

  private func inputs(_ history: TrainingHistory) -> Finding? {
    guard let inputs = history.first?.inputs, inputs.notFinite == 0, inputs.mean.isFinite else {
      return nil
    }
    // One value has no deviation.
    guard inputs.count != 1 else { return nil }
    let (mean, deviation) = (inputs.mean, inputs.standardDeviation)
    let isConstant = deviation <= 1e-6 * abs(mean)
    // What is learned all the same is learned from something else.
    if isConstant, history.isLearning { return nil }
    // A network that begins by normalizing takes inputs of any scale, and symbols have none.
    if !isConstant, inputs.isInteger == true || history.first?.layers.first?.kind == .normalization
    {
      return nil
    }
    // Small ones slow a training down; where it gets nowhere, that is why.
    let least = history.restsAtBaseline ? 0.05 : 0.02
    guard isConstant || abs(mean) > 10 * deviation || !(least...20).contains(deviation) else {
      return nil
    }
    return finding(
      isConstant && !history.isLearning || deviation > 20
        || deviation < least && !history.isLearning ? .fail : .warn,
      .inputScale,
      isConstant ? "the inputs are all the same" : "the inputs are not normalized",
      evidence: "mean \(mean.short), deviation \(deviation.short) in the first batch",
      expectation: "mean 0 and deviation 1",
      fix: isConstant
        ? "look at the data as the network gets them"
        : "subtract the training split's mean and divide by its deviation"
          + (deviation < least
            ? "; look whether they are divided twice, or within whole numbers" : ""))
  }

  /// What is validated has the mean and deviation of what is learned from: of 52 trainings by other hands all were
  /// within 15 % of a deviation of each other, and scales within 13 %. Twice that scale, or half, or a deviation off, is
  /// another normalization, or an augmentation that drowns the data.
  private func splits(_ history: TrainingHistory) -> Finding? {
    func moments(_ all: [SIMD2<Double>]) -> SIMD2<Double>? {
      let told = all.filter { $0.x.isFinite && $0.y.isFinite }
      guard told.count >= Batches.fewestMeasurements else { return nil }
      let mean = told.reduce(0) { $0 + $1.x } / Double(told.count)
      let square = told.reduce(0) { $0 + $1.y * $1.y } / Double(told.count)
      return SIMD2(mean, square.squareRoot())
    }
    guard let own = moments(history.summaries.compactMap(\.inputs)),
      let other = moments(history.summaries.compactMap(\.inferenceInputs)), own.y > 0, other.y > 0,
      // Numbers of symbols have no scale. Where actions are tried out, or pictures drawn from noise, no loss of theirs is told, nor are batches as large.
      history.first?.inputs?.isInteger != true, let size = history.first?.inputs?.count,
      let drawn = history.inferenceCount, drawn >= size
    else { return nil }
    guard !(0.5...2).contains(other.y / own.y) || abs(other.x - own.x) > max(own.y, other.y) else {
      return nil
    }
    return finding(
      history.isLearning ? .warn : .fail, .validationTreatedOtherwise,
      "the inputs in inference are not like those in training",
      evidence: "mean \(other.x.short), deviation \(other.y.short) in inference, "
        + "\(own.x.short) and \(own.y.short) in training",
      expectation: "inputs of one mean and deviation, up to what augmentation adds",
      fix: "the training split's normalization for both; look at the strength of augmentation")
  }

  private func labels(_ history: TrainingHistory) -> Finding? {
    let labels = history.labels
    guard history.objective.hasOneLabelASample, labels.batches >= Batches.fewestBatches,
      let most = labels.counts.max(), let frequent = labels.counts.firstIndex(of: most)
    else { return nil }
    let classes =
      history.objective.kind == .scores
      ? history.objective.last?.predictionShape.dropFirst().first : nil
    func finding(_ verdict: Verdict, _ title: String, _ evidence: String, _ fix: String) -> Finding
    {
      self.finding(
        verdict, .labelBalance, title, evidence: "\(evidence) of \(labels.total)",
        expectation: "samples of every class", fix: fix)
    }
    // Contrasts have the right one of many in one place, and are learned from what is beside it.
    if most == labels.total, !history.isLearning || history.trend?.isSolved ?? true {
      return finding(
        .fail, "all samples have one label", "label \(frequent) for all",
        "look at how labels are read; shuffle, if the data are sorted by class")
    }
    if most < labels.total, most > labels.total / 100 * 98 {
      return finding(
        .warn, "nearly all samples have one label", "label \(frequent) for \(most)",
        "sample the rare classes more often or weight them; judge by accuracy a class")
    }
    guard let classes, classes > 1, classes <= 1000, labels.total / classes >= 100 else {
      return nil
    }
    let absent = (0..<classes).filter { $0 >= labels.counts.count || labels.counts[$0] == 0 }
    guard !absent.isEmpty, absent.count <= max(1, classes / 4) else { return nil }
    // Of symbols the first is often kept for places that hold none.
    if absent == [0], history.first?.inputs?.isInteger == true { return nil }
    return finding(
      .warn, "a class never comes", "none of label \(absent.map(String.init).listed)",
      "look for its samples, or give the last layer as many outputs as there are classes")
  }

  /// One yes in twenty and fewer, and none that is ever said in the second half.
  private func rareAnswer(_ history: TrainingHistory) -> Finding? {
    let seen = history.objective
    guard let last = seen.last, seen.kind == .logits || seen.kind == .probabilities,
      last.reduction != "weighted", let p = seen.shareOfOnes, p < Batches.rare, p > 0,
      history.count >= 40, seen.largest.count == history.count
    else { return nil }
    let late = seen.largest.suffix(seen.largest.count / 2)
    let (yes, samples) = (
      seen.kind == .logits ? 0 : 0.5, late.count * (history.first?.samples ?? 1)
    )
    guard late.allSatisfy({ $0 < yes }), p * Double(samples) > 20 else { return nil }
    return finding(
      .warn, .labelBalance, "the rare answer is never given",
      evidence:
        "\(p.percent) of the labels are a yes, and none of \(samples) answers in the second half",
      expectation: "answers of both kinds",
      fix: "weight the rare class or sample it more often; judge by its recall, not by accuracy")
  }

  /// Labels that validation has and training never; or the other way round, where nothing holds there.
  private func validationLabels(_ history: TrainingHistory) -> Finding? {
    let (own, other) = (history.labels, history.validationLabels)
    guard history.objective.hasOneLabelASample, history.objective.kind != nil, own.total > 0,
      own.counts.count <= 1000, other.total > 0
    else { return nil }
    func share(_ label: Int, of labels: BatchLabels) -> Double {
      label < labels.counts.count ? Double(labels.counts[label]) / Double(labels.total) : 0
    }
    let all = 0..<max(own.counts.count, other.counts.count)
    let unlearned = all.filter {
      share($0, of: own) == 0 && share($0, of: other) * Double(min(own.total, other.total)) > 20
    }
    if !unlearned.isEmpty {
      return finding(
        .fail, .labelBalance, "validation has labels that training never has",
        evidence: "label \(unlearned.map(String.init).listed) for "
          + "\(unlearned.reduce(0) { $0 + share($1, of: other) }.percent) of its samples",
        expectation: "samples of every class in both splits",
        fix: "split at random, or class by class; number the classes of both splits alike")
    }
    let unasked = all.filter {
      share($0, of: other) == 0 && share($0, of: own) * Double(other.total) > 20
    }
    let seen = history.validation
    guard !unasked.isEmpty, seen.losses.count >= 3, let trend = history.trend,
      let last = seen.losses.last, let least = seen.losses.min(),
      last > 2 * trend.end.value,
      last > max(1.2 * least, 0.9 * (history.baseline ?? trend.start.value))
    else { return nil }
    return finding(
      .fail, .labelBalance, "validation lacks labels that training has",
      evidence:
        "label \(unasked.map(String.init).listed) never, of \(other.total); validation loss "
        + "\(seen.losses[0].short) … \(last.short), training \(trend.end.value.short)",
      expectation: "samples of every class in both splits, numbered alike",
      fix: "number the classes of both splits by one table; split at random, or class by class")
  }

  /// Samples beside a validation loss that were learned from before.
  private func overlap(_ history: TrainingHistory) -> Finding? {
    guard let (share, own) = history.knownInValidation.max(by: { $0.own > $1.own }),
      share - own > Batches.mostShared, share > 2 * own || share > 0.9,
      history.knownInValidation.allSatisfy({ $0.share > Batches.mostShared }),
      !history.repeatsOneBatch
    else { return nil }
    return finding(
      share > 0.9 ? .fail : .warn, .splitOverlap, "the validation data are learned from",
      evidence:
        "\(share.percent) of the validation samples were in batches before, value by value, and "
        + "\(own.percent) of those to learn from",
      expectation: "no sample in two splits: what was trained on cannot judge",
      fix: share > 0.9
        ? "look which data set the validation is given"
        : "split before samples are copied or drawn again; remove duplicates from one of the splits"
    )
  }

  private func order(_ history: TrainingHistory) -> Finding? {
    let labels = history.labels
    guard history.objective.hasOneLabelASample, labels.batches >= Batches.fewestBatches else {
      return nil
    }
    let (chiSquare, degrees, largest) = labels.heterogeneity
    guard degrees > 0, labels.total >= 4 * labels.batches, chiSquare > 0.5 * largest,
      chiSquare - degrees > 10 * (2 * degrees).squareRoot()
    else { return nil }
    return finding(
      .fail, .sampleOrder, "the samples are not shuffled",
      evidence: "χ² of the labels in \(labels.batches) batches is \(chiSquare.short); "
        + "\(degrees.short) by chance, \(largest.short) for one class a batch",
      expectation: "labels in each batch as in all", fix: "shuffle the samples before each epoch")
  }

  /// Numbers for targets that come in the order of their size: the middles of batches are spread further than the
  /// targets within one, and come back. Of 60 healthy regressions the most was 1.3 times, for heavy tails.
  private func targetOrder(_ history: TrainingHistory) -> Finding? {
    let targets = history.summaries.compactMap(\.targets)
    guard targets.count >= 2 * Batches.fewestBatches, history.first?.samples ?? 0 >= 8 else {
      return nil
    }
    func spread(_ middles: ArraySlice<Double>) -> Double {
      let sorted = middles.sorted()
      return sorted[sorted.count * 9 / 10] - sorted[sorted.count / 10]
    }
    let middles = targets.map { ($0.lowerBound + $0.upperBound) / 2 }
    // Targets that grow, as values that are learned from themselves, are spread over the run, not over each half.
    let halves = [middles[..<(middles.count / 2)], middles[(middles.count / 2)...]].map(spread)
    guard let width = Statistics.median(targets.map { $0.upperBound - $0.lowerBound }),
      let level = Statistics.median(middles), let spread = halves.min(), spread > 4 * width,
      width > 0, history.trend.map({ !$0.isAboveStart && !$0.risesAgain }) ?? true
    else { return nil }
    let crossings = zip(middles, middles.dropFirst()).count { ($0 > level) != ($1 > level) }
    guard crossings >= 4 else { return nil }
    return finding(
      history.isLearning ? .warn : .fail, .sampleOrder, "the samples are not shuffled",
      evidence: "targets \(width.short) apart within a batch, batches \(spread.short)",
      expectation: "targets in each batch as in all", fix: "shuffle the samples before each epoch")
  }

  /// The very same few sequences of symbols in every step: of a table all rows may be one batch, of texts hardly.
  private func oneText(_ history: TrainingHistory) -> Finding? {
    guard history.seesOneBatch, history.count >= 40, history.labels.total > 0,
      !history.objective.hasOneLabelASample, let first = history.first, first.samples <= 64,
      first.inputs?.isInteger == true
    else { return nil }
    return finding(
      .warn, .sampleOrder, "every step gets the same batch",
      evidence: "inputs and labels of one mean in \("step".counted(history.count))",
      expectation: "other samples in each step",
      fix: "go on to the next batch in the loop; on purpose, to learn it by heart, it may stay")
  }

  /// The very same batches over and over, in a training that does not learn.
  private func repetition(_ history: TrainingHistory) -> Finding? {
    let inputs = history.summaries.compactMap(\.inputs)
    guard inputs.count == history.count, history.trend != nil, !history.isLearning,
      let first = inputs.first,
      let period = inputs.indices.dropFirst(3).first(where: { inputs[$0] == first }),
      inputs.count >= 2 * period, inputs[1] != first,
      zip(inputs, inputs.dropFirst(period)).allSatisfy({ $0 == $1 })
    else { return nil }
    return finding(
      .warn, .sampleOrder, "the samples are not shuffled",
      evidence: "the same batches every \("step".counted(period)), and the loss hardly falls",
      expectation: "other batches in each epoch", fix: "shuffle the samples before each epoch")
  }
}
