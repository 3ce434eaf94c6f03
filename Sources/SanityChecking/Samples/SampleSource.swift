import Diagnostics
import GSL
import Layers

/// Where a sanity check takes its samples from.
///
/// ``SampleSet`` holds samples of one's own, ``DrawnSamples`` makes as many as one likes, ``ImageSamples`` are those of
/// a data set of images, of which more can be said.
public protocol SampleSource<Input, Target>: Sendable {
  /// What goes into the network, many samples at once.
  associatedtype Input: TensorGroup
  /// What is to come of it.
  associatedtype Target: Sendable

  /// What there is, for the report.
  var summary: SampleSummary { get }

  /// The samples at these places of an order that belongs to the key: the same ones for the same key and places, and
  /// no sample twice where there are enough. Places behind the last sample are left out.
  func samples(_ places: Range<Int>, key: RandomKey) -> (input: Input, target: Target)

  /// Samples to learn by heart, as unlike each other as they can be chosen.
  func handful(_ count: Int, key: RandomKey) -> (input: Input, target: Target)

  /// Samples that are not trained with; nil where none are set aside.
  func heldOut(_ count: Int, key: RandomKey) -> (input: Input, target: Target)?

  /// What the data say before any network, by those of the probes `inputScale` and `labels`
  /// that are asked for.
  func inspect(
    _ probes: Set<ProbeName>, key: RandomKey, monitor: SanityMonitor
  ) throws -> [Finding]
}

extension SampleSource {
  public func handful(_ count: Int, key: RandomKey) -> (input: Input, target: Target) {
    samples(0..<count, key: key)
  }

  public func heldOut(_ count: Int, key: RandomKey) -> (input: Input, target: Target)? { nil }

  public func inspect(
    _ probes: Set<ProbeName>, key: RandomKey, monitor: SanityMonitor
  ) throws -> [Finding] {
    [(ProbeName.inputScale, Diagnosis.inputScale), (.labels, .labelDependence)]
      .filter { probes.contains($0.0) }
      .map { .notApplicable($0.1, $0.0, "asked of data sets of images alone") }
  }

  /// As many of so many samples as there are.
  func available(_ count: Int) -> Int { Swift.min(count, summary.count ?? count) }
}

/// What there is to learn from.
public struct SampleSummary: Sendable {
  /// Where it comes from, in words.
  public var origin: String
  /// The number of samples to train with; nil where there are as many as one likes.
  public var count: Int?
  /// The number of samples of each class, and of each other split.
  public var classes: [SanityReport.Split]
  public var others: [SanityReport.Split]

  public init(
    _ origin: String, count: Int? = nil, classes: [SanityReport.Split] = [],
    others: [SanityReport.Split] = []
  ) {
    (self.origin, self.count, self.classes, self.others) = (origin, count, classes, others)
  }
}

extension Finding {
  static func notApplicable(_ code: Diagnosis, _ probe: ProbeName, _ reason: String) -> Finding {
    Finding(code, from: probe, .notApplicable, probe.summary, evidence: reason, expectation: "")
  }
}
