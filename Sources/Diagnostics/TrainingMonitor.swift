/// Watches a training loop and says what is wrong with it.
///
///     var monitor = TrainingMonitor(probes: .standard())
///     for batch in batches {
///       …                       // your step
///       monitor.record(step)    // loss, statistics of layers and tensors as plain numbers
///     }
///     for finding in monitor.findings { print(finding.verdict, finding.title) }
///
/// The findings are those of all steps so far, worst first; asking for them changes nothing.
public struct TrainingMonitor: Sendable {
  public let probes: [any TrainingProbe]
  public private(set) var history = TrainingHistory()

  public init(probes: [any TrainingProbe] = .standard()) { self.probes = probes }

  /// Takes a step of training.
  public mutating func record(_ step: TrainingStep) { history.record(step) }

  /// Takes what the layers did with further samples that nothing was learned from: more samples for
  /// the probe of dead units.
  public mutating func record(evaluation layers: [LayerStatistics], samples: Int) {
    history.record(layers, samples: samples)
  }

  /// What the probes say, worst first. A finding of degree, such as a ratio outside its band, is milder in a
  /// training that is seen to learn: what it fears has not come true.
  public var findings: [Finding] {
    let all = probes.flatMap { $0.findings(from: history) }
    return (history.isLearning ? all.map { $0.mitigated() } : all).map {
      guard $0.code == .lossFlat, $0.verdict == .warn,
        all.count(where: { $0.verdict < .pass }) == 1
      else { return $0 }
      if history.normalizesFew { return $0.blamingFewSamples() }
      if history.seemsLinear { return $0.blamingLinearity() }
      guard blamesLabels(among: all) else { return $0 }
      return history.walksFar ? $0.blamingLabels() : $0.blamingSteps()
    }.ranked
  }

  /// Whether a loss at that of constant answers is all there is to find, with steps of a useful size: then the network
  /// learns what there is, and the inputs do not tell the labels. Dropout leaves the loss above that.
  private func blamesLabels(among all: [Finding]) -> Bool {
    guard history.restsAtBaseline,
      all.contains(where: { $0.probe == .updateRatio && $0.verdict == .pass }),
      let trend = history.trend, let baseline = history.baseline
    else { return false }
    let lasts = history.lastEffectiveRate.map { 4 * ($0 + 1) > 3 * history.count } ?? true
    // What is frozen, or clipped to one norm, may be why.
    let isWhole = history.lastWithParameters?.parameters.allSatisfy { !$0.isFrozen } ?? false
    return lasts && isWhole && history.gradientBound == nil && trend.end.value < 1.01 * baseline
  }
}

extension [any TrainingProbe] {
  /// All probes of a running training.
  ///
  /// - Parameters:
  ///   - optimizer: The optimizer's name, such as "AdamW"; nil where it is not known.
  ///   - betas: Its rates of averaging, of gradients first and then of their squares; empty where they are not known.
  ///   - momentum: The share of the last step that it adds to the next; nil where it has none, or that is not known.
  ///   - isAdaptive: Whether the optimizer divides steps by the gradient's own size, as Adam does; nil to tell it
  ///     from the first step.
  ///   - isFromScratch: Whether the training starts from a fresh initialization; nil to tell it from the weights.
  public static func standard(
    optimizer: String? = nil, betas: [Double] = [], momentum: Double? = nil,
    adaptive isAdaptive: Bool? = nil,
    fromScratch isFromScratch: Bool? = nil
  ) -> [any TrainingProbe] {
    [
      Batches(), ActivationSpread(), Saturation(), RegularizationShare(), Objective(), Invariants(),
      UnchangedParameters(), UpdateRatio(adaptive: isAdaptive, fromScratch: isFromScratch),
      AdamSteps(optimizer: optimizer, betas: betas), LearningRateSchedule(momentum: momentum),
      DeadReLU(),
      GradientFlow(),
      NotFinite(), LossCurve(),
      Generalization(),
    ]
  }
}
