import GSL

/// ‖ΔW‖ / ‖W‖ for each weight tensor, from the real update: about 1e-3.
///
/// Judged is the median of the last ten steps: a warning outside 1e-4 … 1e-2, a failure outside
/// 1e-5 … 1e-1. Adaptive optimizers such as Adam divide the gradient by its own size, so that their first
/// steps are about rate/rms(W) whatever the gradient; for them the bands are ten times higher. Biases,
/// gains and tensors that started at zero have no scale to compare with and are left out, as are tensors
/// without a gradient. A tensor that started far below the scale of an initialization by fan-in, as the
/// last layer often does, has to grow and may move fast.
///
/// Where most tensors are off, the learning rate is; where a single one is, that layer.
///
/// Source: the CS231n notes, "Neural networks 3: ratio of weights:updates".
public struct UpdateRatio: TrainingProbe {
  public static let name = ProbeName.updateRatio
  private static let fewestSteps = 3
  /// He's initialization has a gain of √2, 1/√n one of 1.
  private static let smallGain = 0.3

  /// Whether the optimizer divides the gradient by its own size.
  public let isAdaptive: Bool

  public init(adaptive isAdaptive: Bool = false) { self.isAdaptive = isAdaptive }

  private var warning: ClosedRange<Double> { isAdaptive ? 1e-3...1e-1 : 1e-4...1e-2 }
  private var failure: ClosedRange<Double> { isAdaptive ? 1e-4...1 : 1e-5...1e-1 }

  private var expectation: String {
    isAdaptive
      ? "within 1e-3 … 1e-1: steps of an adaptive optimizer start at about rate/rms(W)"
      : "about 1e-3, within 1e-4 … 1e-2"
  }

  public func findings(from history: TrainingHistory) -> [Finding] {
    let ratios = UpdateRatio.medians(of: history)
    let small = Set(
      (history.first?.parameters ?? []).filter { ($0.gain ?? 1) < UpdateRatio.smallGain }
        .map(\.name))
    let settled = ratios.filter { !small.contains($0.name) }
    let judged = settled.isEmpty ? ratios : settled
    guard history.count >= UpdateRatio.fewestSteps,
      let median = Statistics.median(judged.map(\.ratio)),
      let smallest = ratios.min(by: { $0.ratio < $1.ratio }),
      let largest = judged.max(by: { $0.ratio < $1.ratio })
    else { return [notApplicable(.learningRateTooHigh, "no weights with a gradient")] }

    var evidence =
      "median \(median.short), from \(smallest.ratio.short) (\(smallest.name)) "
      + "to \(largest.ratio.short) (\(largest.name))"
    if settled.isEmpty {
      evidence += ": small at the start, so that they have to grow"
      return [tensor(smallest, small, evidence) ?? passing(evidence)]
    }
    // A first step that is larger than the weights leaves nothing of them, whatever comes after.
    let first = firstStep(of: history, except: small)
    let typical = first.map { $0 > 1 ? max($0, median) : median } ?? median
    if typical > median { evidence += "; \(typical.short) in the first step" }
    guard verdict(typical) == .pass else {
      return [
        finding(
          verdict(typical), code(typical),
          "the learning rate is too \(isHigh(typical) ? "high" : "low")", evidence: evidence,
          expectation: expectation,
          fix: advice(isHigh(typical) ? min(typical, first ?? typical) : typical, of: history))
      ]
    }
    let single = [largest, smallest].compactMap { tensor($0, small, evidence) }
    return single.isEmpty ? [passing(evidence)] : single
  }

  private func passing(_ evidence: String) -> Finding {
    pass(.learningRateTooHigh, evidence, expectation: expectation)
  }

  /// What there is to say about a single tensor; one that started small may move fast.
  private func tensor(
    _ tensor: (name: String, ratio: Double), _ small: Set<String>, _ evidence: String
  ) -> Finding? {
    guard verdict(tensor.ratio) != .pass, !(isHigh(tensor.ratio) && small.contains(tensor.name))
    else { return nil }
    return finding(
      verdict(tensor.ratio), code(tensor.ratio),
      "\(tensor.name) moves too \(isHigh(tensor.ratio) ? "fast" : "slowly")",
      evidence: evidence, expectation: expectation,
      fix: "look at the scale of this layer's weights and gradients, then at the learning rate",
      layer: tensor.name)
  }

  /// The median ratio of the first step, which goes by the learning rate alone: later ones of a training
  /// that blows up are any number.
  private func firstStep(of history: TrainingHistory, except small: Set<String>) -> Double? {
    Statistics.median(
      (history.first?.parameters ?? []).filter {
        $0.role == .weight && $0.gradientNorm != 0 && !small.contains($0.name)
      }.compactMap(\.updateRatio))
  }

  /// The median ratio of each weight tensor over the recent steps.
  public static func medians(of history: TrainingHistory) -> [(name: String, ratio: Double)] {
    let initial = Dictionary(
      (history.first?.parameters ?? []).map { ($0.name, $0.norm) }, uniquingKeysWith: { a, _ in a })
    var ratios: [String: [Double]] = [:]
    for step in history.recent {
      for parameter in step.parameters
      where parameter.role == .weight && parameter.gradientNorm != 0
        && initial[parameter.name] != 0
      {
        guard let ratio = parameter.updateRatio, !ratio.isNaN else { continue }
        ratios[parameter.name, default: []].append(ratio)
      }
    }
    return (history.recent.last?.parameters ?? []).compactMap { parameter in
      ratios[parameter.name].flatMap { Statistics.median($0) }.map { (parameter.name, $0) }
    }
  }

  private func isHigh(_ ratio: Double) -> Bool { ratio > warning.upperBound }

  private func code(_ ratio: Double) -> Diagnosis {
    isHigh(ratio) ? .learningRateTooHigh : .learningRateTooLow
  }

  private func verdict(_ ratio: Double) -> Verdict {
    warning.contains(ratio) ? .pass : failure.contains(ratio) ? .warn : .fail
  }

  /// A factor that brings this ratio back to where it should be.
  private func advice(_ ratio: Double, of history: TrainingHistory) -> String {
    let factor = ratio / (isAdaptive ? 1e-2 : 1e-3)
    guard factor.isFinite, factor > 0 else { return "a much lower learning rate" }
    let change =
      "a learning rate about \(max(factor, 1 / factor).oneDigit) times "
      + (factor > 1 ? "lower" : "higher")
    let rate = history.recent.last?.learningRate
    return rate.map { "\(change), near \(($0 / factor).oneDigit)" } ?? change
  }
}
