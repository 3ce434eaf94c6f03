import GSL

/// Whether what the network is fed is centered and of unit scale, in all splits by the same transform
/// with statistics of the training split, and the splits have no image in common.
///
/// A channel of mean μ and deviation σ fails where |μ| > σ or σ is outside 0.2 … 5, and warns where
/// |μ| > 0.2 or σ is outside 0.5 … 2.
public struct InputScale: Probe {
  public static let name = ProbeName.inputScale

  /// The mean and deviation of a channel as stored and as fed to the network.
  public struct Channel: Sendable {
    public var storedMean: Double
    public var storedDeviation: Double
    public var mean: Double
    public var deviation: Double

    public init(storedMean: Double, storedDeviation: Double, mean: Double, deviation: Double) {
      self.storedMean = storedMean
      self.storedDeviation = storedDeviation
      self.mean = mean
      self.deviation = deviation
    }

    /// The transform fed = slope · stored + shift.
    fileprivate var slope: Double { storedDeviation > 0 ? deviation / storedDeviation : 1 }
    fileprivate var shift: Double { mean - slope * storedMean }
  }

  /// A part of the data.
  public struct Split: Sendable {
    public var name: String
    public var count: Int
    public var channels: [Channel]
    /// The number of its samples that the training split has too.
    public var sharedWithTraining: Int
    /// The number of others that differ from one of the training split by a trace only.
    public var nearlyShared: Int

    public init(
      name: String, count: Int, channels: [Channel], sharedWithTraining: Int = 0,
      nearlyShared: Int = 0
    ) {
      self.nearlyShared = nearlyShared
      self.name = name
      self.count = count
      self.channels = channels
      self.sharedWithTraining = sharedWithTraining
    }
  }

  public struct Observation: Sendable {
    /// The training split, then the others.
    public var splits: [Split]

    public init(splits: [Split]) { self.splits = splits }
  }

  public init() {}

  public func findings(from seen: Observation) -> [Finding] {
    guard let training = seen.splits.first, !training.channels.isEmpty else {
      return [notApplicable(.inputScale, "no data")]
    }
    return [scale(of: training)]
      + seen.splits.dropFirst().flatMap { split in
        [transform(of: split, against: training), overlap(of: split)].compactMap { $0 }
      }
  }

  private func scale(of training: Split) -> Finding {
    let verdict = training.channels.map(judge).min() ?? .pass
    let means = training.channels.map(\.mean.short).joined(separator: ", ")
    let deviations = training.channels.map(\.deviation.short).joined(separator: ", ")
    let evidence = "channels of mean \(means), deviation \(deviations)"
    let expectation = "mean 0 and deviation 1 a channel, over the training split"
    guard verdict != .pass else { return pass(.inputScale, evidence, expectation: expectation) }
    return finding(
      verdict, .inputScale, "the inputs are not normalized", evidence: evidence,
      expectation: expectation,
      fix: "subtract the training split's mean and divide by its deviation, a channel",
      remedy: .normalizedInputs)
  }

  private func judge(_ channel: Channel) -> Verdict {
    let (mean, deviation) = (abs(channel.mean), channel.deviation)
    guard mean.isFinite, deviation.isFinite else { return .fail }
    if mean > deviation || !(0.2...5).contains(deviation) { return .fail }
    return mean > 0.2 || !(0.5...2).contains(deviation) ? .warn : .pass
  }

  private func transform(of split: Split, against training: Split) -> Finding? {
    let differs = zip(split.channels, training.channels).contains { own, reference in
      abs(own.slope - reference.slope) > 1e-3 * abs(reference.slope)
        || abs(own.shift - reference.shift) > 1e-3 * max(1, abs(reference.shift))
    }
    guard differs else { return nil }
    return finding(
      .fail, .splitTransform, "the \(split.name) split is transformed differently",
      evidence: "x ↦ \(formula(split)) instead of \(formula(training)), in the first channel",
      expectation: "one transform, with statistics of the training split, for all splits",
      fix: "compute mean and deviation on the training split once, and use them everywhere")
  }

  private func formula(_ split: Split) -> String {
    guard let channel = split.channels.first else { return "x" }
    return "\(channel.slope.short)·x + \(channel.shift.short)"
  }

  private func overlap(of split: Split) -> Finding? {
    guard split.sharedWithTraining + split.nearlyShared > 0 else { return nil }
    let share = Double(split.sharedWithTraining + split.nearlyShared) / Double(max(1, split.count))
    let near = split.nearlyShared > 0 ? "; \(split.nearlyShared) more nearly so" : ""
    return finding(
      share > 0.01 ? .fail : .warn, .splitOverlap,
      "the \(split.name) split has images of the training split",
      evidence: "\(split.sharedWithTraining) of \(split.count) are in both\(near)",
      expectation: "no image in two splits: what was trained on cannot judge",
      fix: "remove the duplicates from one of them")
  }
}
