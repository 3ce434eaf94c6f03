import Foundation
import GSL

/// Whether the steps are of a useful size: by the decrease of the loss that they promise where the loss is
/// watched, and by ‖ΔW‖ / ‖W‖, about 1e-3, in a network that starts from scratch.
///
/// **Promised decrease.** A step ΔW promises to lower the loss by −⟨g, ΔW⟩ to first order; s is that as a share of
/// the loss. Healthy trainings of all kinds were seen to have a largest s of 1e-4 to 1: from scratch, fine-tuned,
/// with adapters, unscaled targets, at their floor (where it is the noise of batches that keeps the gradient up).
/// Where none is above 1e-5 a training would take 100,000 steps and more: too low.
/// Where a loss cannot be negative its curvature λ obeys ‖g‖² ≤ 2λL, so that s > 4 means η > 2/λ: such a step
/// overshoots, and where the loss then does not fall the rate is too high.
///
/// **Ratio.** In a network at a usual initialization by fan-in the ratio tells before the loss does: a warning
/// outside 1e-4 … 0.03 (of a loss that keeps its level, by steps that promise less than a third of it, none above), a failure outside 1e-5 … 0.1; for adaptive optimizers such as Adam, whose first steps are
/// about rate/rms(W) whatever the gradient, outside 1e-3 … 0.1 and 1e-4 … 1. Whether weights are at an initialization is told by
/// `fromScratch`, else by their size; a network that was trained before may need smaller steps, and is judged by
/// the promised decrease alone, or by a ratio above 1. The typical step of the run counts for too high a rate,
/// and its largest one for too low a rate: a schedule may warm up and decay to 0, gradients may be accumulated and
/// steps skipped.
///
/// Biases, gains, adapters, frozen tensors and those that started at zero have no say, nor have tensors without a
/// gradient. Where most tensors are off, the learning rate is; where a single one is, by three times the
/// band and more, that layer. A tensor that started far below the scale of an initialization by fan-in, as the last
/// layer often does, has to grow and may move fast. Where all did, as in a linear classifier, updates are
/// compared with weights of the scale that He's initialization would have given them, and may be anything
/// from 3e-4 to 0.3 of those.
///
/// Source: the CS231n notes, "Neural networks 3: ratio of weights:updates".
public struct UpdateRatio: TrainingProbe {
  public static let name = ProbeName.updateRatio
  private static let fewestSteps = 3
  /// How far beyond the band a single tensor may be.
  private static let leeway = 3.0
  /// A factor of clipping that leaves less than small steps.
  private static let tightest = 0.02
  /// By how much to change a learning rate that is not far off.
  private static let smallStep = 5.0

  /// Whether the optimizer divides the gradient by its own size; nil to tell it from its first step.
  public let isAdaptive: Bool?
  /// Whether the first step is that of a fresh initialization; nil to tell it from the size of the weights.
  public let isFromScratch: Bool?

  public init(adaptive isAdaptive: Bool? = nil, fromScratch isFromScratch: Bool? = nil) {
    self.isAdaptive = isAdaptive
    self.isFromScratch = isFromScratch
  }

  /// Where a ratio passes, and where it does not fail.
  private struct Bands {
    let pass: ClosedRange<Double>
    let warning: ClosedRange<Double>

    func verdict(_ ratio: Double) -> Verdict {
      pass.contains(ratio) ? .pass : warning.contains(ratio) ? .warn : .fail
    }
  }

  public func findings(from history: TrainingHistory) -> [Finding] {
    let updates = history.summaries.count(where: \.isUpdate)
    guard updates >= UpdateRatio.fewestSteps else {
      return [
        notApplicable(
          .learningRateTooHigh,
          "\("step".counted(updates)), it takes \(UpdateRatio.fewestSteps) to tell")
      ]
    }
    var all = UpdateRatio.medians(of: history)
    // Where a first step that is no small part of the weights has left no gradient at all, that step tells.
    if all.isEmpty {
      all = UpdateRatio.firstRatios(of: history)
      let isAdaptive = isAdaptive ?? history.looksAdaptive ?? false
      guard Statistics.median(all.map(\.ratio)) ?? 0 > (isAdaptive ? 1 : 0.1) else {
        return [notApplicable(.learningRateTooHigh, "no weights with a gradient")]
      }
    }
    guard !GradientFlow.vanishes(in: history) else {
      return [notApplicable(.learningRateTooLow, "steps are small where the gradient vanishes")]
    }
    let measured = Measured(all, history, adaptive: isAdaptive ?? history.looksAdaptive ?? false)
    let isFresh = isFromScratch ?? history.startsFresh ?? false
    let found = isFresh ? fromScratch(measured, history) : byPromise(measured, history)
    // Gradients of one norm may be meant to be so; not in a training that gets nowhere.
    guard found.allSatisfy({ $0.verdict == .pass }), let trend = history.trend,
      !history.isLearning, !trend.isAboveStart, !trend.risesAgain,
      let finding = clipped(.fail, measured, history)
    else { return found }
    return [finding]
  }

  // MARK: - From scratch

  /// The ratios of a run, summed up.
  private struct Measured {
    let median, first, peak: Double
    let smallest, largest: Ratio
    /// The larger steps of the run relative to its last ones: more than 1 where a schedule has lowered the rate.
    let decay: Double
    let areAllSmall, isAdaptive: Bool
    let bands: Bands
    let evidence: String

    init(_ all: [Ratio], _ history: TrainingHistory, adaptive: Bool) {
      let settled = all.filter { !$0.isSmall }
      let judged = settled.isEmpty ? all : settled
      areAllSmall = settled.isEmpty
      isAdaptive = adaptive
      median = Statistics.median(judged.map(\.ratio)) ?? 0
      let sorted = judged.sorted { $0.ratio < $1.ratio }
      (smallest, largest) = (sorted[0], sorted[sorted.count - 1])
      let scale = adaptive ? 10.0 : 1
      bands =
        settled.isEmpty
        ? Bands(pass: 3e-4...0.3, warning: 1e-4...1)
        : Bands(
          pass: scale * 1e-4...(adaptive ? 0.1 : 0.03), warning: scale * 1e-5...scale * 1e-1)
      let ratios = history.summaries.map(\.ratio).filter { !$0.isNaN }
      let late = Statistics.median(Array(ratios.suffix(TrainingHistory.window))) ?? 0
      let peak = ratios.max() ?? late
      self.peak = peak
      let told =
        history.recentUpdates.last?.learningRate.map { $0 > 0 ? history.highestRate / $0 : 1 } ?? 1
      decay = late > 0 && peak.isFinite ? max(1, peak / late, told) : peak > 0 ? .infinity : 1
      first =
        Statistics.median(UpdateRatio.firstStep(of: history, small: settled.isEmpty)) ?? median
      var text =
        "median \(median.short), from \(smallest.ratio.short) (\(smallest.name)) "
        + "to \(largest.ratio.short) (\(largest.name))"
      if settled.isEmpty { text += ", of weights by He; they started smaller" }
      if first > 1, first > median { text += "; \(first.short) in the first step" }
      evidence = text
    }

    /// A first step that is larger than the weights leaves nothing of them, whatever comes after.
    var typical: Double { first > 1 ? max(first, median) : median }
  }

  private func fromScratch(_ seen: Measured, _ history: TrainingHistory) -> [Finding] {
    let bands = seen.bands
    // Weights may have to outgrow their start, as those of unscaled targets: then the loss falls as promised.
    let reaches = history.summaries.filter(\.isUpdate).prefix(TrainingHistory.window).map(\.reach)
    let isCalm = history.losses.allSatisfy { $0 <= 3 * history.losses[0] }
    if history.isLearning, isCalm, let reach = Statistics.median(reaches.filter { !$0.isNaN }),
      (1e-4...4).contains(reach)
    {
      return [pass(.learningRateTooHigh, seen.evidence, expectation: expectation(seen))]
    }
    if bands.verdict(seen.typical) != .pass, seen.typical > bands.pass.upperBound,
      bands.verdict(seen.typical) == .fail || !history.keepsItsLevel
    {
      return [rate(isHigh: true, bands.verdict(seen.typical), seen, history)]
    }
    let highest = max(
      seen.areAllSmall ? 0 : seen.peak, seen.decay.isFinite ? seen.typical * seen.decay : 0)
    let isSmallByRight = history.losses.last.map(history.hasConverged) ?? false
    if bands.verdict(highest) != .pass, highest < bands.pass.lowerBound, !isSmallByRight {
      return [rate(isHigh: false, bands.verdict(highest), seen, history)]
    }
    var findings: [Finding] = []
    if seen.largest.ratio > UpdateRatio.leeway * bands.pass.upperBound {
      findings.append(single(seen.largest, .learningRateTooHigh, "fast", seen))
    }
    // What no gradient reaches is another finding's.
    if seen.smallest.ratio * seen.decay < bands.pass.lowerBound / UpdateRatio.leeway,
      !isSmallByRight, history.pushed.contains(seen.smallest.name)
    {
      findings.append(
        hardlyReached(seen, history)
          ?? single(seen.smallest, .learningRateTooLow, "slowly", seen, atWorst: .warn))
    }
    return findings.isEmpty
      ? [pass(.learningRateTooHigh, seen.evidence, expectation: expectation(seen))] : findings
  }

  /// A slow tensor of which hardly any entry has a gradient: an adaptive optimizer moves those that do by about the
  /// learning rate each, so that ‖ΔW‖²/(η²n) in the first step is their share.
  private func hardlyReached(_ seen: Measured, _ history: TrainingHistory) -> Finding? {
    guard seen.isAdaptive, let step = history.firstUpdate, let rate = step.learningRate, rate > 0,
      let tensor = step.parameters.first(where: { $0.name == seen.smallest.name }),
      let count = tensor.count, count > 0, !history.isLearning
    else { return nil }
    let share = tensor.updateNorm * tensor.updateNorm / (rate * rate * Double(count))
    // Where all entries move by less than the rate, it is an ε above the gradients.
    let others = step.parameters.compactMap { other -> Double? in
      guard other.name != tensor.name, let count = other.count, count > 0, other.updateNorm > 0
      else { return nil }
      return other.updateNorm * other.updateNorm / (rate * rate * Double(count))
    }
    guard share < 0.02, others.max() ?? 1 > 0.3 else { return nil }
    return finding(
      .warn, .noGradient, "hardly any entry of \(tensor.name) gets a gradient",
      evidence: "\(share.percent) of them in the first step; \(seen.evidence)",
      expectation: "gradients for what the batch uses: of an embedding the rows of its symbols",
      fix:
        "look what the loss sees of it: a mask the wrong way round, symbols that are all unknown",
      layer: tensor.name)
  }

  private func rate(
    isHigh: Bool, _ verdict: Verdict, _ seen: Measured, _ history: TrainingHistory,
    _ more: String = ""
  ) -> Finding {
    if !isHigh, let finding = clipped(verdict, seen, history) { return finding }
    let (fix, rate) = advice(seen, isHigh: isHigh, isFar: verdict == .fail, history)
    return finding(
      verdict, isHigh ? .learningRateTooHigh : .learningRateTooLow,
      "the learning rate is too \(isHigh ? "high" : "low")", evidence: seen.evidence + more,
      expectation: expectation(seen),
      fix: fix, remedy: rate.map { .learningRate(rate: $0) })
  }

  /// Small steps because gradients are clipped, as was told or is seen: of different batches they have one and the
  /// same norm.
  private func clipped(
    _ verdict: Verdict, _ seen: Measured, _ history: TrainingHistory
  ) -> Finding? {
    let told = Statistics.median(history.recentUpdates.compactMap(\.clipping))
    let factor = told.flatMap { $0 > 0 && $0 < UpdateRatio.tightest ? $0 : nil }
    let bound = history.gradientBound
    guard factor != nil || told == nil && bound != nil else { return nil }
    let evidence =
      factor.map { "to \($0.percent) of their norm" }
      ?? "all of norm \((bound ?? 0).short)"
    return finding(
      verdict, .clippedTooTightly, "gradients are clipped to nearly nothing",
      evidence: "\(evidence); \(seen.evidence)",
      expectation: "a bound that the largest gradients reach, not all of them",
      fix: "a bound \(factor.map { "about \((1 / $0).oneDigit) times higher, " } ?? "")"
        + "near the usual norm; of a scaled loss, clip after unscaling")
  }

  private func expectation(_ seen: Measured) -> String {
    let bands = seen.bands
    if bands.pass == 1e-4...0.03 { return "about 1e-3, within 1e-4 … 0.03" }
    let band = "within \(bands.pass.lowerBound.oneDigit) … \(bands.pass.upperBound.oneDigit)"
    return seen.isAdaptive ? "\(band): an adaptive optimizer starts at about rate/rms(W)" : band
  }

  private func single(
    _ tensor: Ratio, _ code: Diagnosis, _ how: String, _ seen: Measured, atWorst: Verdict = .fail
  ) -> Finding {
    finding(
      max(seen.bands.verdict(tensor.ratio), atWorst), code, "\(tensor.name) moves too \(how)",
      evidence: seen.evidence,
      expectation: expectation(seen),
      fix: "look at the scale of this layer's weights and gradients, then at the learning rate",
      layer: tensor.name)
  }

  // MARK: - By the promised decrease

  private func byPromise(_ seen: Measured, _ history: TrainingHistory) -> [Finding] {
    let reaches = history.summaries.filter(\.isUpdate).map { abs($0.reach) }.filter { !$0.isNaN }
    let early = Statistics.median(Array(reaches.prefix(TrainingHistory.window)))
    let highest = reaches.max()
    let promise = highest.map { "; steps promise to lower the loss by up to \($0.percent)" } ?? ""
    if let early, early > 4 {
      return [
        rate(
          isHigh: true, .fail, seen, history,
          "; the first steps promise to lower the loss by \(early.percent)")
      ]
    }
    if let highest, highest < 1e-4, !history.isTrained {
      return [rate(isHigh: false, highest < 1e-5 ? .fail : .warn, seen, history, promise)]
    }
    if seen.typical > 1 {
      // What was known is lost in a few steps.
      let leap = history.firstLeap
      return [
        rate(
          isHigh: true, leap > 3 ? .fail : .warn, seen, history,
          leap > 3 ? "; the loss leaps to \(leap.short) times its first value" : "")
      ]
    }
    return [
      pass(
        .learningRateTooHigh, seen.evidence + promise,
        expectation:
          "a promised decrease of 0.01 % … 400 % of the loss, steps smaller than the weights")
    ]
  }

  // MARK: - Advice

  /// A learning rate that brings the promised decrease, or else the ratio, back to where it should be, or near.
  /// Where the latter is not far off, no more than a step in that direction: a rate that suits a healthy run has some
  /// room on both sides.
  private func advice(
    _ seen: Measured, isHigh: Bool, isFar: Bool, _ history: TrainingHistory
  ) -> (fix: String, rate: Double?) {
    let goal = seen.isAdaptive ? 1e-2 : 1e-3
    // The first step goes by the learning rate alone; later ones of a training that blows up are any
    // number. What momentum adds to it is allowed for by a factor of 10.
    let byRatio =
      isHigh
      ? max(10, 10 * min(seen.first, seen.typical) / goal) : goal / (seen.typical * seen.decay)
    // Of plain descent the promise is known to be proportional to the rate; 3 % of the loss a step is fast enough,
    // and leaves momentum its tenfold.
    let promised = history.firstUpdate?.reach.map(abs) ?? 0
    let byPromise = isHigh ? promised / 0.03 : 0.03 / promised
    let isTold = promised > 0 && byPromise.isFinite && byPromise > 1 && byRatio > 1
    let factor =
      isTold
      ? seen.isAdaptive ? (byRatio * byPromise).squareRoot() : byPromise
      : isFar ? byRatio : min(byRatio, UpdateRatio.smallStep)
    guard factor.isFinite, factor < 1e6 else {
      return (
        "a learning rate that is \(isHigh ? "lower" : "higher") by many orders of magnitude", nil
      )
    }
    let change =
      "a learning rate about \(factor.oneDigit) times \(isHigh ? "lower" : "higher")"
    guard let rate = history.recentUpdates.last?.learningRate else { return (change, nil) }
    let near = (isHigh ? rate / factor : rate * factor).oneDigit
    return ("\(change), near \(near)", Double(near))
  }
}
