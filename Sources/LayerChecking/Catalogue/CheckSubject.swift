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
  /// - Throws: what ``GradientChecker/check(_:named:monitor:)`` throws.
  public func check(
    _ configuration: CheckConfiguration, monitor: CheckMonitor = CheckMonitor()
  ) throws -> GradientReport {
    var report = try GradientChecker(configuration).check(map, named: title, monitor: monitor)
    report.warnings += warnings
    return report
  }

  /// The error of plain differences against their step.
  ///
  /// - Throws: what ``GradientChecker/check(_:named:monitor:)`` throws.
  public func sweep(
    method: DifferenceMethod, seed: UInt64, monitor: CheckMonitor = CheckMonitor()
  ) throws -> StepSweep {
    try StepSweep(of: map, named: title, method: method, seed: seed, monitor: monitor)
  }
}
