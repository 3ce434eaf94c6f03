import Foundation
import GSL

/// ‖ΔW‖ / ‖W‖ for each weight tensor, from the real update: about 1e-3.
///
/// Judged is the median of the last ten steps: a warning outside 1e-4 … 1e-2, a failure outside
/// 1e-5 … 1e-1. Adaptive optimizers such as Adam divide the gradient by its own size, so that their first
/// steps are about rate/rms(W) whatever the gradient; for them the bands are ten times higher. Biases,
/// gains, frozen tensors and those that started at zero have no say, nor have tensors without a gradient.
///
/// Where most tensors are off, the learning rate is; where a single one is, by three times the band and
/// more, that layer. A tensor that started far below the scale of an initialization by fan-in, as the last
/// layer often does, has to grow and may move fast. Where all did, as in a linear classifier, updates are
/// compared with weights of the scale that He's initialization would have given them, and may be anything
/// from 3e-4 to 0.3 of those.
///
/// Steps of a run that has converged, or whose learning rate has been lowered, are small by right.
///
/// Source: the CS231n notes, "Neural networks 3: ratio of weights:updates".
public struct UpdateRatio: TrainingProbe {
  public static let name = ProbeName.updateRatio
  private static let fewestSteps = 3
  /// He's initialization has a gain of √2, 1/√n one of 1.
  private static let smallGain = 0.3
  /// How far beyond the band a single tensor may be.
  private static let leeway = 3.0
  /// By how much to change a learning rate that is not far off.
  private static let smallStep = 5.0

  /// Whether the optimizer divides the gradient by its own size.
  public let isAdaptive: Bool

  public init(adaptive isAdaptive: Bool = false) { self.isAdaptive = isAdaptive }

  /// Where a ratio passes, and where it does not fail.
  private struct Bands {
    let pass: ClosedRange<Double>
    let warning: ClosedRange<Double>

    func verdict(_ ratio: Double) -> Verdict {
      pass.contains(ratio) ? .pass : warning.contains(ratio) ? .warn : .fail
    }
  }

  public func findings(from history: TrainingHistory) -> [Finding] {
    let all = UpdateRatio.medians(of: history)
    let settled = all.filter { !$0.isSmall }
    let judged = settled.isEmpty ? all : settled
    guard history.count >= UpdateRatio.fewestSteps else {
      return [
        notApplicable(
          .learningRateTooHigh,
          "\("step".counted(history.count)), it takes \(UpdateRatio.fewestSteps) to tell")
      ]
    }
    guard let median = Statistics.median(judged.map(\.ratio)),
      let smallest = judged.min(by: { $0.ratio < $1.ratio }),
      let largest = judged.max(by: { $0.ratio < $1.ratio })
    else { return [notApplicable(.learningRateTooHigh, "no weights with a gradient")] }

    let scale = isAdaptive ? 10.0 : 1
    let bands =
      settled.isEmpty
      ? Bands(pass: 3e-4...0.3, warning: 1e-4...1)
      : Bands(pass: scale * 1e-4...scale * 1e-2, warning: scale * 1e-5...scale * 1e-1)
    var evidence =
      "median \(median.short), from \(smallest.ratio.short) (\(smallest.name)) "
      + "to \(largest.ratio.short) (\(largest.name))"
    if settled.isEmpty { evidence += ", of weights by He; they started smaller" }
    // A first step that is larger than the weights leaves nothing of them, whatever comes after.
    let first = Statistics.median(UpdateRatio.firstStep(of: history, small: settled.isEmpty))
    let typical = first.map { $0 > 1 ? max($0, median) : median } ?? median
    if typical > median { evidence += "; \(typical.short) in the first step" }

    let (verdict, isHigh) = (bands.verdict(typical), typical > bands.pass.upperBound)
    if verdict != .pass, isHigh || !isSmallByRight(history) {
      return [
        finding(
          verdict, isHigh ? .learningRateTooHigh : .learningRateTooLow,
          "the learning rate is too \(isHigh ? "high" : "low")", evidence: evidence,
          expectation: expectation(bands),
          fix: advice(
            typical, first: first ?? typical, isHigh: isHigh, isFar: verdict == .fail, history))
      ]
    }
    var findings: [Finding] = []
    if largest.ratio > UpdateRatio.leeway * bands.pass.upperBound {
      findings.append(single(largest, .learningRateTooHigh, "fast", bands, evidence))
    }
    if smallest.ratio < bands.pass.lowerBound / UpdateRatio.leeway, !isSmallByRight(history) {
      findings.append(single(smallest, .learningRateTooLow, "slowly", bands, evidence))
    }
    return findings.isEmpty
      ? [pass(.learningRateTooHigh, evidence, expectation: expectation(bands))] : findings
  }

  private func expectation(_ bands: Bands) -> String {
    if bands.pass == 1e-4...1e-2 { return "about 1e-3, within 1e-4 … 1e-2" }
    let band = "within \(bands.pass.lowerBound.oneDigit) … \(bands.pass.upperBound.oneDigit)"
    return isAdaptive ? "\(band): an adaptive optimizer starts at about rate/rms(W)" : band
  }

  private func single(
    _ tensor: Ratio, _ code: Diagnosis, _ how: String, _ bands: Bands, _ evidence: String
  ) -> Finding {
    finding(
      bands.verdict(tensor.ratio), code, "\(tensor.name) moves too \(how)", evidence: evidence,
      expectation: expectation(bands),
      fix: "look at the scale of this layer's weights and gradients, then at the learning rate",
      layer: tensor.name)
  }

  private func isSmallByRight(_ history: TrainingHistory) -> Bool {
    guard let step = history.recent.last else { return false }
    return history.hasConverged(at: step.loss)
      || (step.learningRate ?? .infinity) < 0.5 * history.highestRate
  }

  /// A learning rate that brings the ratio back to where it should be, or near. Where it is not far off, no more
  /// than a step in that direction: a rate that suits a healthy run has some room on both sides.
  private func advice(
    _ typical: Double, first: Double, isHigh: Bool, isFar: Bool, _ history: TrainingHistory
  ) -> String {
    let goal = isAdaptive ? 1e-2 : 1e-3
    // The first step goes by the learning rate alone; later ones of a training that blows up are any
    // number. What momentum adds to it is allowed for by a factor of 10.
    let whole = isHigh ? max(10, 10 * min(first, typical) / goal) : goal / typical
    let factor = isFar ? whole : min(whole, UpdateRatio.smallStep)
    guard factor.isFinite, factor < 1e6 else {
      return "a learning rate that is \(isHigh ? "lower" : "higher") by many orders of magnitude"
    }
    let change =
      "a learning rate about \(factor.oneDigit) times \(isHigh ? "lower" : "higher")"
    let rate = history.recent.last?.learningRate
    return rate.map { "\(change), near \((isHigh ? $0 / factor : $0 * factor).oneDigit)" }
      ?? change
  }
}

// MARK: - Ratios

extension UpdateRatio {
  /// The ratio of a tensor.
  public struct Ratio: Sendable {
    public let name: String
    public let ratio: Double
    /// Whether the tensor started far below an initialization by fan-in; the ratio is then to weights of
    /// that scale.
    public let isSmall: Bool
  }

  /// The median ratio of each weight tensor over the recent steps.
  public static func medians(of history: TrainingHistory) -> [Ratio] {
    let initial = Dictionary(
      (history.first?.parameters ?? []).map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a })
    var ratios: [String: [Double]] = [:]
    for step in history.recent {
      for parameter in step.parameters {
        guard let first = initial[parameter.name], first.norm != 0,
          let ratio = ratio(of: parameter, since: first)
        else { continue }
        ratios[parameter.name, default: []].append(ratio)
      }
    }
    return (history.recent.last?.parameters ?? []).compactMap { parameter in
      guard let median = ratios[parameter.name].flatMap({ Statistics.median($0) }) else {
        return nil
      }
      return Ratio(
        name: parameter.name, ratio: median,
        isSmall: initial[parameter.name].map(isSmall) ?? false)
    }
  }

  private static func firstStep(of history: TrainingHistory, small: Bool) -> [Double] {
    (history.first?.parameters ?? []).filter { isSmall($0) == small && $0.norm != 0 }
      .compactMap { ratio(of: $0, since: $0) }
  }

  private static func isSmall(_ parameter: ParameterStatistics) -> Bool {
    (parameter.gain ?? 1) < smallGain
  }

  private static func ratio(
    of parameter: ParameterStatistics, since first: ParameterStatistics
  ) -> Double? {
    guard parameter.role == .weight, !parameter.isFrozen, parameter.gradientNorm != 0 else {
      return nil
    }
    var scale = parameter.norm
    if isSmall(first), let gain = first.gain {
      scale = max(scale, first.norm / gain * 2.0.squareRoot())
    }
    let ratio = parameter.updateNorm / scale
    return ratio.isNaN ? nil : ratio
  }
}
