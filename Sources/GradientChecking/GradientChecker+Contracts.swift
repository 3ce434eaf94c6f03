extension GradientChecker {
  /// The report on what a map promises, without a look at a single derivative: shapes, finite numbers,
  /// repeatable calls, a pullback that is linear in the cotangent, and what else its kind promises.
  ///
  /// It takes a few dozen calls, whatever the size of the map.
  ///
  /// - Throws: as ``check(_:named:monitor:)``.
  public func checkContracts(
    of map: some DifferentiableMap, named subject: String
  ) throws -> GradientReport {
    try configuration.requireRanges()
    try map.variables.requireDistinctNames()
    let problem = try Problem(map, seed: configuration.seed)
    let isShared =
      map.allowsConcurrentEvaluation && problem.threads(configuration.threads) > 1
    let probes = try ContractProbes(
      map: map, problem: problem, isPart: false, isShared: isShared
    ).run()
    return GradientReport(
      subject: subject, configuration: configuration, precision: map.precision, noise: 0,
      probes: probes, blocks: [], evaluations: 0)
  }
}
