import GSL

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

  /// The median ratio of each weight tensor over the recent steps in which anything moved.
  public static func medians(of history: TrainingHistory) -> [Ratio] {
    let initial = Dictionary(
      (history.firstUpdate?.parameters ?? []).map { ($0.name, $0) }, uniquingKeysWith: { a, _ in a }
    )
    var ratios: [String: [Double]] = [:]
    for step in history.recentUpdates {
      for parameter in step.parameters {
        guard let first = initial[parameter.name], first.norm != 0,
          let ratio = ratio(of: parameter, since: first)
        else { continue }
        ratios[parameter.name, default: []].append(ratio)
      }
    }
    return (history.recentUpdates.last?.parameters ?? []).compactMap { parameter in
      guard let median = ratios[parameter.name].flatMap({ Statistics.median($0) }) else {
        return nil
      }
      return Ratio(
        name: parameter.name, ratio: median,
        isSmall: initial[parameter.name].map(isSmall) ?? false)
    }
  }

  static func firstRatios(of history: TrainingHistory) -> [Ratio] {
    (history.firstUpdate?.parameters ?? []).compactMap { parameter in
      guard parameter.norm > 0, let ratio = ratio(of: parameter, since: parameter) else {
        return nil
      }
      return Ratio(name: parameter.name, ratio: ratio, isSmall: isSmall(parameter))
    }
  }

  static func firstStep(of history: TrainingHistory, small: Bool) -> [Double] {
    (history.firstUpdate?.parameters ?? []).filter { isSmall($0) == small && $0.norm != 0 }
      .compactMap { ratio(of: $0, since: $0) }
  }

  /// He's initialization has a gain of √2, 1/√n one of 1.
  private static let smallGain = 0.3

  private static func isSmall(_ parameter: ParameterStatistics) -> Bool {
    (parameter.gain ?? 1) < smallGain
  }

  private static func ratio(
    of parameter: ParameterStatistics, since first: ParameterStatistics
  ) -> Double? {
    guard parameter.isWeightLike, !parameter.isFrozen, parameter.gradientNorm != 0 else {
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

extension TrainingHistory {
  /// Whether the loss neither rises nor leaps, and steps promise less than it: steps that are too large show in one or
  /// the other.
  var keepsItsLevel: Bool {
    guard let trend, let most = trend.losses.max(), trend.losses.count >= 40 else { return false }
    let reaches = summaries.filter(\.isUpdate).map { abs($0.reach) }.filter { !$0.isNaN }
    let isModest = Statistics.median(reaches).map { $0 < 0.3 } ?? false
    return isModest && most < 2 * trend.start.value && !trend.oscillates && !trend.creepsUp
  }

  /// How far the loss is above its first value in the first fifth, three steps together, in multiples of that.
  var firstLeap: Double {
    guard let first = losses.first, first > 0, losses.count >= 15 else { return 0 }
    let early = losses.prefix(losses.count / 5)
    let middles = early.indices.dropLast(2).compactMap {
      Statistics.median(Array(early[$0...$0 + 2]))
    }
    return (middles.max() ?? 0) / first
  }

  /// The norm that the gradients of all recent updates have in common, as clipped ones do; nil where they differ, or
  /// all come from one batch.
  var gradientBound: Double? {
    let norms = recentUpdates.map { step in
      step.parameters.reduce(0) { $0 + $1.gradientNorm * $1.gradientNorm }.squareRoot()
    }
    let losses = recentUpdates.map { abs($0.loss) }
    // Steps too small to change anything keep the norm of one batch, and its loss.
    guard norms.count >= 5, let low = norms.min(), let high = norms.max(), low > 0,
      high - low < 1e-5 * high, let least = losses.min(), let most = losses.max(),
      most - least > 1e-3 * most
    else { return nil }
    return high
  }
}
