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

  /// What the probes say, worst first.
  public var findings: [Finding] { probes.flatMap { $0.findings(from: history) }.ranked }
}

extension [any TrainingProbe] {
  /// All probes of a running training, with an optimizer that divides steps by the gradient's own size,
  /// as Adam does, or with one that does not.
  public static func standard(adaptive isAdaptive: Bool = false) -> [any TrainingProbe] {
    [
      ActivationSpread(), Saturation(), RegularizationShare(), UnchangedParameters(),
      UpdateRatio(adaptive: isAdaptive), DeadReLU(), GradientFlow(), NotFinite(), LossCurve(),
    ]
  }
}
