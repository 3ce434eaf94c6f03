import Foundation
import GSL

/// What is kept of a training run: all losses, the first step, the last few, and what has to be
/// remembered about each layer and tensor. Memory grows by a few numbers a step.
public struct TrainingHistory: Sendable {
  /// The number of recent steps that are kept whole, and over which medians are taken.
  public static let window = 10

  /// A gradient this small beside the largest is what rounding leaves of 0, such as that of a bias before
  /// a normalization.
  private static let rounding = 1e-5
  /// A curve is looked at with as many points at most.
  private static let longestCurve = 200_000
  /// So many of the losses that are added up are looked at.
  private static let mostParts = 8
  /// The loss of fewer samples says more of them than of the training.
  private static let fewestSamples = 20

  /// The data loss of every step.
  public private(set) var losses: [Double] = []
  /// The first step: the network at its initialization.
  public private(set) var first: TrainingStep?
  /// The last ``window`` steps, oldest first.
  public private(set) var recent: [TrainingStep] = []
  /// The last ``window`` steps in which the optimizer moved anything.
  public private(set) var recentUpdates: [TrainingStep] = []
  /// The first of them, and the last step that told of tensors.
  public private(set) var firstUpdate: TrainingStep?
  public private(set) var lastWithParameters: TrainingStep?
  /// The first step in which anything was not finite, and its number from 0.
  public private(set) var firstNotFinite: (number: Int, step: TrainingStep)?
  /// The activity of every ReLU layer, in the order of the forward pass.
  public private(set) var activities: [(layer: String, activity: UnitActivity)] = []
  /// The names of the tensors that ever moved, of those that ever had a gradient, and of those that had
  /// one that is more than rounding beside the largest of the step.
  public private(set) var moved: Set<String> = []
  public private(set) var withGradient: Set<String> = []
  public private(set) var pushed: Set<String> = []
  /// The tensors whose gradient had another norm in one step than in the one before: what stays in a buffer that
  /// nothing writes to is no gradient.
  private(set) var withChangingGradient: Set<String> = []
  /// The highest learning rate so far; 0 where none was reported.
  public private(set) var highestRate = 0.0
  /// The labels of all batches.
  public var labels: BatchLabels { objective.labels }
  /// What the loss function was given, over all steps that told.
  private(set) var objective = ObjectiveHistory()
  /// The same of each of several that a loss is made of.
  private(set) var parts: [ObjectiveHistory] = []
  private(set) var summaries: [StepSummary] = []
  /// The share of right answers in each step that told.
  private(set) var accuracies: [Double] = []
  private(set) var validation = ValidationHistory()
  /// The last step whose learning rate was no mere thousandth of the highest; nil where none was told.
  private(set) var lastEffectiveRate: Int?
  /// How many there were since a rate as high as the highest.
  private(set) var effectiveRates = 0
  /// Whether every step so far told of inputs, all of them with the same mean and deviation, and of the same labels.
  private(set) var seesOneBatch = true
  /// The number of steps with tensors, of those that told whether gradients were zeroed, and of those where they
  /// were not.
  private(set) var stepsWithParameters = 0
  private(set) var stepsToldOfStaleGradients = 0
  private(set) var stepsWithStaleGradients = 0
  /// The number of steps that told the mode, and of those in inference mode.
  private(set) var stepsToldOfMode = 0
  private(set) var stepsInInference = 0
  /// Those at the end of the run, after the last in training mode.
  private(set) var lastStepsInInference = 0
  /// The largest number of values that went in where nothing was to be learned.
  private(set) var inferenceCount: Int?
  /// The highest rate of dropout in use in inference mode; nil where none was.
  private(set) var inferenceDropout: Double?
  /// The labels of all batches that nothing was learned from, beside a validation loss.
  private(set) var validationLabels = BatchLabels()
  /// The shares of samples that were learned from before: beside a validation loss, and among those to learn from in the last
  /// few steps, which is what chance and copies make of it. Once all samples were learned from there is nothing to tell.
  private(set) var knownInValidation: [(share: Double, own: Double)] = []
  private var recentlyKnown: [Double] = []
  /// The normalizations whose running statistics were told, in how many steps, and those that changed.
  private(set) var running: [String: (first: [Double], steps: Int, moves: Bool)] = [:]
  /// The steps, from 0, before which tensors changed by more than the last update changed them.
  private(set) var stepsSetBack: [Int] = []
  private var lastStepWithParameters = 0
  /// Whether the second step, and most after it, had nothing but samples that were seen before: all samples are one batch.
  private(set) var repeatsOneBatch = false
  /// The number of steps in which gradients were zeroed that no step of the optimizer had used.
  private(set) var stepsOfDiscardedGradients = 0
  /// The layers that took as many places of a sequence as there were samples, and another number of samples, and in
  /// how many steps; those that did otherwise in any are none.
  private(set) var mixing: [String: Int] = [:]

  public init() {}

  /// The number of steps recorded.
  public var count: Int { losses.count }

  /// Whether a loss is less than a tenth of the first. Such a share says nothing of losses that may be negative.
  func hasConverged(at loss: Double) -> Bool {
    guard let start = losses.first, start > 0 else { return false }
    return loss < 0.1 * start
  }

  mutating func record(_ step: TrainingStep) {
    if first == nil { first = step }
    if firstNotFinite == nil, !step.isFinite { firstNotFinite = (count, step) }
    losses.append(step.loss)
    recent.append(step)
    if recent.count > TrainingHistory.window { recent.removeFirst() }
    record(step.layers, samples: step.samples)
    if let rate = step.learningRate, rate > 1e3 * highestRate { effectiveRates = 0 }
    highestRate = max(highestRate, step.learningRate ?? 0)
    if let rate = step.learningRate, rate > 0,
      LearningRateSchedule.isEffective(rate, peak: highestRate)
    {
      lastEffectiveRate = count - 1
      effectiveRates += 1
    }
    validation.record(step, number: count - 1)
    if let accuracy = step.accuracy, accuracy.isFinite { accuracies.append(accuracy) }
    let isSame =
      step.inputs == first?.inputs && step.objective?.target == first?.objective?.target
    seesOneBatch =
      seesOneBatch && step.inputs != nil && isSame
      && step.objective?.labelCounts == first?.objective?.labelCounts
    summaries.append(StepSummary(step, after: recentUpdates.last))
    if let objective = step.objective {
      self.objective.record(objective, samples: step.samples)
    }
    for (place, part) in (step.objectives ?? []).prefix(TrainingHistory.mostParts).enumerated() {
      if place == parts.count { parts.append(ObjectiveHistory()) }
      parts[place].record(part, samples: step.samples)
    }
    if let rate = step.inferenceDropout, rate > 0 {
      inferenceDropout = max(rate, inferenceDropout ?? 0)
    }
    if let count = step.inferenceInputs?.count { inferenceCount = max(count, inferenceCount ?? 0) }
    if let share = step.known { recentlyKnown = recentlyKnown.suffix(4) + [share] }
    if step.validationLoss != nil {
      for counts in (step.inferenceObjectives ?? []).compactMap(\.labelCounts) {
        validationLabels.record(counts)
      }
      if let share = step.inferenceKnown, let own = Statistics.mean(recentlyKnown), own < 0.95 {
        knownInValidation.append((share, own))
      }
    }
    if count == 2 { repeatsOneBatch = step.known ?? 0 > 0.99 }
    if step.isTraining != false { recordRunningStatistics(of: step.layers) }
    if step.isDiscarded == true { stepsOfDiscardedGradients += 1 }
    if let isTraining = step.isTraining {
      stepsToldOfMode += 1
      if !isTraining { stepsInInference += 1 }
      lastStepsInInference = isTraining ? 0 : lastStepsInInference + 1
    }
    if !step.parameters.isEmpty { record(tensorsOf: step) }
  }

  private mutating func record(tensorsOf step: TrainingStep) {
    let previous = lastWithParameters
    lastWithParameters = step
    stepsWithParameters += 1
    // What comes after a number that is none is no news.
    if step.movesAnything, firstNotFinite == nil {
      if firstUpdate == nil { firstUpdate = step }
      recentUpdates.append(step)
      if recentUpdates.count > TrainingHistory.window { recentUpdates.removeFirst() }
    }
    let stale = step.parameters.filter { $0.updateNorm != 0 }.compactMap(\.staleGradientNorm)
    if !stale.isEmpty {
      stepsToldOfStaleGradients += 1
      if stale.contains(where: { $0 != 0 }) { stepsWithStaleGradients += 1 }
    }
    if let previous, isNext(step, after: previous), isSetBack(step, since: previous) {
      stepsSetBack.append(count - 1)
    }
    lastStepWithParameters = count - 1
    let largest = step.parameters.map(\.gradientRMS).max() ?? 0
    let before = previous?.parameters ?? []
    for (parameter, earlier) in zip(step.parameters, before)
    where parameter.name == earlier.name && parameter.gradientNorm != earlier.gradientNorm {
      withChangingGradient.insert(parameter.name)
    }
    for parameter in step.parameters {
      // What is not a number has moved somewhere too.
      if parameter.updateNorm != 0 { moved.insert(parameter.name) }
      if parameter.gradientNorm != 0 { withGradient.insert(parameter.name) }
      if parameter.gradientRMS > TrainingHistory.rounding * largest {
        pushed.insert(parameter.name)
      }
    }
  }

  /// Whether every step between the two was told, and made no update.
  private func isNext(_ step: TrainingStep, after previous: TrainingStep) -> Bool {
    guard let number = step.number, let earlier = previous.number else {
      return step.number == nil && previous.number == nil
    }
    return number - earlier == count - 1 - lastStepWithParameters
  }

  /// Whether weights are further from those of the step before than its update has moved them: |‖W′‖ − ‖W‖| and
  /// √n·|mean(W′) − mean(W)| are at most ‖ΔW‖.
  private func isSetBack(_ step: TrainingStep, since previous: TrainingStep) -> Bool {
    let tensors = zip(step.parameters, previous.parameters).filter {
      $0.name == $1.name && $1.updateNorm.isFinite && $0.norm.isFinite
    }
    let changed = tensors.count { now, before in
      let least = max(
        abs(now.norm - before.norm),
        abs(now.mean - before.mean) * Double(now.count ?? 0).squareRoot())
      return least > 1.1 * before.updateNorm + 1e-4 * (before.norm + now.norm)
    }
    return changed > 1 && 5 * changed >= tensors.count
  }

  private mutating func recordRunningStatistics(of layers: [LayerStatistics]) {
    for layer in layers {
      guard let now = layer.running, !now.isEmpty else { continue }
      var seen = running[layer.name] ?? (now, 0, false)
      seen.steps += 1
      seen.moves = seen.moves || seen.first != now
      running[layer.name] = seen
    }
  }

  mutating func record(_ layers: [LayerStatistics], samples: Int) {
    for layer in layers {
      if let seen = layer.placesAndSamples, seen.count == 2, mixing[layer.name] != 0 {
        let isMixing = seen[0] == samples && seen[1] != samples && seen[1] > 1
        mixing[layer.name] = isMixing ? mixing[layer.name, default: 0] + 1 : 0
      }
      guard let active = layer.activeUnits, !active.isEmpty else { continue }
      let place = activities.firstIndex { $0.layer == layer.name }
      if place == nil { activities.append((layer.name, UnitActivity())) }
      activities[place ?? activities.count - 1].activity.record(active, samples: samples)
    }
  }
}

// MARK: - What follows

extension TrainingHistory {
  /// How many steps are taken together, so that they have twenty samples.
  var stepsTogether: Int {
    let samples = max(1, first?.samples ?? TrainingHistory.fewestSamples)
    return (TrainingHistory.fewestSamples + samples - 1) / samples
  }

  /// The losses up to the first that is not finite, steps of few samples taken together.
  var curve: [Double] {
    let finite = losses.prefix(while: \.isFinite)
    let together = max(stepsTogether, finite.count / TrainingHistory.longestCurve)
    return stride(from: 0, through: finite.count - together, by: together).map { first in
      finite[first..<first + together].reduce(0) { $0 + $1 / Double(together) }
    }
  }

  /// What the losses do as a whole; nil for too few, and where one is not finite.
  var trend: LossTrend? { losses.allSatisfy(\.isFinite) ? LossTrend(curve) : nil }

  /// The loss of answers that are the same for every input, where what is known of the targets tells it.
  var baseline: Double? {
    guard objective.last?.reduction ?? "mean" == "mean" else { return nil }
    switch objective.kind {
    case .scores, .logProbabilities:
      return labels.total > 0 && labels.entropy > 0 ? labels.entropy : nil
    case .squares: return objective.targetDeviation.flatMap { $0 > 0 ? $0 * $0 : nil }
    case .logits, .probabilities: return objective.binaryEntropy
    case .distances, .other, nil: return nil
    }
  }

  /// The validation loss of answers that are the same for every input, where it is known to be a cross-entropy.
  var validationBaseline: Double? {
    validation.isCrossEntropy && validationLabels.entropy > 0 ? validationLabels.entropy : nil
  }

  /// Whether the training is seen to learn: the loss falls, or is well below that of constant answers.
  var isLearning: Bool {
    guard let trend, restsAtEqualAnswers == nil else { return false }
    // One that has come to rest hardly better than constant answers has learned these.
    if let baseline, trend.end.value > (trend.isStillFalling ? 0.95 : 0.85) * baseline {
      return false
    }
    return trend.falls || isTrained
  }

  /// Whether the loss is well below that of answers that do not depend on the input.
  var isTrained: Bool {
    guard let trend, let baseline else { return false }
    return trend.end.value < 0.7 * baseline && !trend.risesAgain
  }

  /// Whether a loss that has come to rest is no better than that of constant answers. How frequent symbols are is the
  /// first that a model of sequences learns, and for long the only thing, so that one that came down to there is no such.
  var restsAtBaseline: Bool {
    guard let trend, let baseline else { return false }
    // The last few batches may be hard ones.
    guard let late = Statistics.median(Array(trend.losses.suffix(trend.losses.count / 2))),
      late > 0.97 * baseline
    else { return false }
    return trend.losses.count >= 40 && trend.end.value > 0.97 * baseline && !trend.isStillFalling
      && (objective.hasOneLabelASample || trend.start.value < 1.05 * baseline)
  }

  /// ln K for K outputs, where nothing was told of the objective and the loss has come to rest within a hundredth of it:
  /// then it is a cross-entropy, of answers that are all the same. Of two outputs it may be any balance, as of a GAN.
  var restsAtEqualAnswers: Double? {
    guard objective.last == nil, let trend, trend.losses.count >= 40,
      let outputs = first?.parameters.last(where: { $0.knownRole == .weight })?.shape?.first,
      (3...100_000).contains(outputs)
    else { return nil }
    let level = log(Double(outputs))
    let late = trend.levels.suffix(max(2, trend.levels.count / 3)) + [trend.end]
    return late.allSatisfy { abs($0.value / level - 1) < 0.01 } && trend.start.value > 0.97 * level
      ? level : nil
  }

  /// Whether all steps together, by their median ratio to the weights, are a quarter of these and more.
  var walksFar: Bool {
    let ratios = summaries.filter(\.isUpdate).map(\.ratio).filter { !$0.isNaN }
    return ratios.isEmpty || ratios.reduce(0, +) > 0.25
  }

  /// Whether there are normalizations, and batches of one or two samples.
  var normalizesFew: Bool {
    guard let first, first.samples <= 2 else { return false }
    return first.layers.contains { $0.kind == .normalization }
  }

  /// Whether all layers that were seen are affine, one behind the other in one sequence by their numbers, which leave
  /// room for others between them that were not seen. Activations that are called as functions are not either, but
  /// not in a sequence.
  var seemsLinear: Bool {
    // Where a few samples show a curve there is a nonlinearity.
    if let trial = first?.trial, let curvature = trial.curvature, !trial.isNothing(curvature) {
      return false
    }
    guard let layers = first?.layers, layers.count > 1,
      layers.allSatisfy({ $0.kind == .affine })
    else { return false }
    let places = layers.map { $0.name.split(separator: ".", omittingEmptySubsequences: false) }
    let numbers = places.compactMap { $0.last.flatMap { Int($0) } }
    return numbers.count == places.count && Set(places.map { Array($0.dropLast()) }).count == 1
      && zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
  }

  /// Whether the weights have the size of a usual initialization at the first step, and the loss is not below that
  /// of constant answers; nil where their shapes were not told.
  var startsFresh: Bool? {
    if let trend, let baseline, trend.start.value < 0.8 * baseline { return false }
    let known = (first?.parameters ?? []).filter { !$0.isFrozen }.compactMap(\.isFreshlyDrawn)
    return known.isEmpty ? nil : 3 * known.count(where: { $0 }) >= 2 * known.count
  }

  /// Whether steps like those of the other tensors would be lost in this one's rounding in single precision.
  func roundsAway(_ name: String) -> Bool {
    guard let parameters = recentUpdates.last?.parameters,
      let tensor = parameters.first(where: { $0.name == name }), tensor.norm > 0,
      let step = Statistics.median(
        parameters.filter { $0.updateNorm > 0 && $0.gradientNorm > 0 }.map {
          $0.updateNorm / $0.gradientNorm
        })
    else { return false }
    return step * tensor.gradientNorm < 1e-6 * tensor.norm
  }

  /// Whether the optimizer divides the gradient by its own size, as Adam does, told from its first step: then all
  /// entries move by about as much; else each in proportion to its gradient. Nil where the tensors do not tell.
  var looksAdaptive: Bool? {
    let tensors = (firstUpdate?.parameters ?? []).filter {
      $0.updateNorm > 0 && $0.gradientNorm > 0
    }
    guard tensors.count >= 3, tensors.allSatisfy({ $0.count != nil }) else { return nil }
    func scatter(_ values: [Double]) -> Double {
      guard let low = values.min(), let high = values.max() else { return 0 }
      return high / low
    }
    let perEntry = scatter(tensors.map { $0.updateNorm / Double($0.count ?? 1).squareRoot() })
    let perGradient = scatter(tensors.map { $0.updateNorm / $0.gradientNorm })
    guard min(perEntry, perGradient) < 2,
      max(perEntry, perGradient) > 1.5 * min(perEntry, perGradient)
    else {
      return nil
    }
    return perEntry < perGradient
  }
}
