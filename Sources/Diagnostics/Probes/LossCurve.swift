import GSL

/// The shape of the loss over the steps, whatever its scale.
///
/// With s the level at the start, e at the end (medians of the first fortieth, twenty steps at most, and
/// of the last tenth) and the noise taken from the differences between neighbors:
///
/// - diverging: not finite, or e > 2s, and the second half of the steps as high;
/// - flat: it fell by less than 1 % and by no more than the noise;
/// - spiking: single values of more than three times their surroundings;
/// - oscillating: up and down at nearly every step by a quarter of its level, getting nowhere;
/// - stuck high: nearly all of the fall in the first fifth of the steps, and more than half left;
/// - slow: a straight line that fell by less than a tenth.
///
/// The loss of a few samples says more of them than of the training: steps of fewer than twenty are taken
/// together until they are as many. A curve below a tenth of its start has converged. Only a divergence
/// fails: a training that was taken up again may be flat by right. Losses that are not positive have no
/// scale and are not judged.
public struct LossCurve: TrainingProbe {
  public static let name = ProbeName.lossCurve
  private static let fewestLosses = 10
  private static let fewestSamples = 20

  public init() {}

  public func findings(from history: TrainingHistory) -> [Finding] {
    let losses = history.losses
    let finite = Array(losses.prefix(while: \.isFinite))
    if finite.count < losses.count { return [divergence(finite, to: losses[finite.count])] }
    guard finite.allSatisfy({ $0 >= 0 }), finite.first != 0 else {
      return [notApplicable(.lossFlat, "a loss that is not positive has no scale of its own")]
    }
    let together = LossCurve.stepsTogether(ofSamples: history.first?.samples)
    let means = stride(from: 0, through: finite.count - together, by: together).map { first in
      finite[first..<first + together].reduce(0) { $0 + $1 / Double(together) }
    }
    guard let curve = Curve(means), means.count >= LossCurve.fewestLosses || curve.hasConverged
    else {
      return [
        notApplicable(
          .lossFlat,
          "\("step".counted(finite.count)), it takes \(together * LossCurve.fewestLosses) to tell")
      ]
    }
    let evidence =
      "from \(curve.start.short) to \(curve.end.short) in \("step".counted(finite.count))"
    if curve.diverges {
      return [divergence(finite, to: curve.end)]
    }
    return [judge(curve, evidence)]
  }

  private static func stepsTogether(ofSamples samples: Int?) -> Int {
    let samples = max(1, samples ?? fewestSamples)
    return max(1, (fewestSamples + samples - 1) / samples)
  }

  private func divergence(_ losses: [Double], to end: Double) -> Finding {
    finding(
      .fail, .lossDiverges, "the loss diverges",
      evidence: "from \(losses.first?.short ?? "the first step on") to \(end.short) "
        + "in \("step".counted(losses.count))",
      expectation: "a loss that falls", fix: "a learning rate ten times lower; then try between")
  }

  private func judge(_ curve: Curve, _ evidence: String) -> Finding {
    let expectation = "fast at first, then ever slower, towards a low level"
    func warn(_ verdict: Verdict, _ code: Diagnosis, _ title: String, _ fix: String) -> Finding {
      finding(
        verdict, code, title, evidence: evidence, expectation: expectation, fix: fix)
    }
    let spikes = curve.spikes
    if spikes > 0 {
      return finding(
        .warn, .lossSpikes, "the loss spikes", evidence: "\(evidence), \("spike".counted(spikes))",
        expectation: expectation,
        fix: "a lower learning rate or clipped gradients; look at the samples of those steps")
    }
    if curve.hasConverged { return pass(.lossFlat, evidence, expectation: expectation) }
    if curve.oscillates {
      return warn(.warn, .lossOscillates, "the loss oscillates", "a lower learning rate")
    }
    if curve.isFlat {
      return warn(
        .warn, .lossFlat, "the loss does not fall",
        "look at the update ratios: a higher learning rate where they are small; else dead units, "
          + "or labels that the inputs do not tell")
    }
    if curve.isStuck {
      return warn(
        .warn, .lossStuckHigh, "the loss fell fast and is stuck high", "a lower learning rate")
    }
    if curve.isSlow {
      return warn(.warn, .lossSlow, "the loss falls slowly, in a line", "a higher learning rate")
    }
    return pass(.lossFlat, evidence, expectation: expectation)
  }
}

/// The quantities of a loss curve.
private struct Curve {
  let losses: [Double]
  let start: Double
  let end: Double
  /// The standard deviation of a single value around the trend.
  let noise: Double

  /// Nil for an empty curve.
  init?(_ losses: [Double]) {
    let differences = zip(losses.dropFirst(), losses).map { $0 - $1 }
    guard let start = Statistics.median(Array(losses.prefix(min(max(1, losses.count / 40), 20)))),
      let end = Statistics.median(Array(losses.suffix(max(1, losses.count / 10)))),
      let drift = Statistics.median(differences),
      let spread = Statistics.median(differences.map { abs($0 - drift) })
    else { return nil }
    self.losses = losses
    self.start = start
    self.end = end
    // The median absolute deviation of a normal distribution is 0.67 σ; a difference has √2 σ.
    noise = spread / 0.6745 / 2.0.squareRoot()
  }

  var diverges: Bool {
    end > 2 * start && middle(of: losses.count / 2..<losses.count) > 2 * start
  }

  var hasConverged: Bool { end <= 0.1 * start }

  var isFlat: Bool {
    start - end < max(0.01 * start, 3 * noise / Double(max(1, losses.count / 10)).squareRoot())
      && start - middle(of: losses.indices) < 0.1 * start
  }

  /// The number of single values far above their surroundings.
  var spikes: Int {
    losses.indices.dropFirst(2).dropLast(2).count { i in
      let around = [losses[i - 2], losses[i - 1], losses[i + 1], losses[i + 2]]
      // A converged loss is all noise; what matters is seen from where the curve started.
      guard let highest = around.max(), losses[i] > 0.1 * start else { return false }
      return losses[i] > 3 * highest + 5 * noise
    }
  }

  var oscillates: Bool {
    let differences = zip(losses.dropFirst(), losses).map { $0 - $1 }
    let turns = zip(differences.dropFirst(), differences).count { $0 * $1 < 0 }
    let swing = Statistics.median(differences.map(abs)) ?? 0
    let level = Statistics.median(losses) ?? 0
    return end > 0.5 * start && 10 * turns > 8 * (differences.count - 1) && swing > 0.25 * level
  }

  var isStuck: Bool {
    let fall = start - end
    let early = start - middle(of: losses.count / 5..<losses.count * 2 / 5)
    let late = middle(of: losses.count / 2..<losses.count * 3 / 4) - end
    return end > 0.5 * start && fall > 0.05 * start && early > 0.8 * fall && late < 0.05 * fall
  }

  var isSlow: Bool {
    let half = middle(of: losses.count * 2 / 5..<losses.count * 3 / 5)
    let (first, second) = (start - half, half - end)
    return start - end < 0.1 * start && second > 0.6 * first
  }

  private func middle(of range: Range<Int>) -> Double {
    Statistics.median(Array(losses[range])) ?? end
  }
}
