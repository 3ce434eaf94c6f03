import GradientChecking

/// Something that can be checked, with a title for the report.
public struct CheckSubject: Sendable {
  /// What it is, as it was constructed: "BatchNorm(4) on [3, 4, 5, 7], training".
  public let title: String
  public let map: any DifferentiableMap
  /// What is worth knowing about it beforehand.
  public var warnings: [String] = []

  public init(_ title: String, _ map: some DifferentiableMap) {
    self.title = title
    self.map = map
  }

  /// The report of a check at the given configuration.
  ///
  /// - Throws: what `GradientChecker/check(_:named:monitor:)` throws.
  public func check(
    _ configuration: CheckConfiguration, monitor: CheckMonitor = CheckMonitor()
  ) throws -> GradientReport {
    var report = try GradientChecker(configuration).check(map, named: title, monitor: monitor)
    report.warnings += warnings
    return report
  }

  /// What one shard of that check measures.
  ///
  /// - Throws: what `GradientChecker/measure(_:named:shard:monitor:)` throws.
  public func measure(
    _ configuration: CheckConfiguration, shard: Shard, monitor: CheckMonitor = CheckMonitor()
  ) throws -> PartialReport {
    try GradientChecker(configuration).measure(map, named: title, shard: shard, monitor: monitor)
  }

  /// The report of that check from what all shards have measured.
  ///
  /// - Throws: what `GradientChecker/report(on:named:joining:monitor:)` throws.
  public func report(
    _ configuration: CheckConfiguration, joining partials: [PartialReport],
    monitor: CheckMonitor = CheckMonitor()
  ) throws -> GradientReport {
    var report = try GradientChecker(configuration)
      .report(on: map, named: title, joining: partials, monitor: monitor)
    report.warnings += warnings
    return report
  }

  /// The error of plain differences against their step.
  ///
  /// - Throws: what `GradientChecker/check(_:named:monitor:)` throws.
  public func sweep(
    method: DifferenceMethod, seed: UInt64, threads: Int? = nil,
    monitor: CheckMonitor = CheckMonitor()
  ) throws -> StepSweep {
    try StepSweep(
      of: map, named: title, method: method, seed: seed, threads: threads, monitor: monitor)
  }
}
