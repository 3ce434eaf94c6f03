import GSL

/// Checks analytic gradients against finite differences.
///
///     let report = try GradientChecker().check(Rosenbrock(), named: "Rosenbrock")
///     print(report.isPassed)
///
/// The checker never prints, asserts or exits. The same configuration gives the same report, whatever
/// the number of threads.
public struct GradientChecker: Sendable {
  public var configuration: CheckConfiguration

  public init(_ configuration: CheckConfiguration = CheckConfiguration()) {
    self.configuration = configuration
  }

  /// The report on one function, at the values of its variables.
  ///
  /// - Throws: what the function throws, a ``ConfigurationError``, or `CancellationError` where `monitor`
  ///   asks to stop.
  public func check(
    _ map: some DifferentiableMap, named subject: String, monitor: CheckMonitor = CheckMonitor()
  ) throws -> GradientReport {
    guard !monitor.isCancelled() else { throw CancellationError() }
    return try Check(map, named: subject, cotangent: nil, configuration).report(monitor: monitor)
  }

  /// What a check of this seed contracts so many outputs with: independent normals.
  package static func cotangent(_ count: Int, seed: UInt64) -> [Double] {
    RandomGenerator(RandomKey(seed).derived(0)).normals(count)
  }
}
