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
  /// - Throws: what the function throws, or `CancellationError` where `monitor` asks to stop.
  public func check(
    _ map: some DifferentiableMap, named subject: String, monitor: CheckMonitor = CheckMonitor()
  ) throws -> GradientReport {
    guard !monitor.isCancelled() else { throw CancellationError() }
    let problem = try Problem(map, seed: configuration.seed)
    let probes = try ContractProbes(map: map, problem: problem).run()
    var line = problem.line
    let noise = try noise(map, problem, along: &line)
    func report(_ blocks: [BlockReport], evaluations: Int) -> GradientReport {
      GradientReport(
        subject: subject, configuration: configuration, precision: map.precision,
        noise: noise.quiet, probes: probes, blocks: blocks,
        evaluations: line.evaluations + evaluations)
    }
    guard probes.allSatisfy(\.isKept) else { return report([], evaluations: 0) }

    let blocks = map.variables.enumerated().map { position, variable in
      BlockCheck(
        variable, at: position, of: problem, noise: noise, precision: map.precision,
        configuration: configuration)
    }
    // One job a coordinate and one a direction, in a fixed order.
    let jobs = blocks.flatMap { block in
      block.coordinates.map { Job(block: block, coordinate: $0) }
        + [Job(block: block, coordinate: nil)]
    }
    let results = try Jobs(
      threads: map.allowsConcurrentEvaluation ? configuration.threads : 1, monitor: monitor
    ).run(jobs, startingWith: line) { job, line in
      let derivative =
        if let coordinate = job.coordinate {
          try job.block.derivative(coordinate: coordinate, along: &line)
        } else {
          try job.block.directionalDerivative(along: &line)
        }
      return (derivative, evaluations: line.evaluations)
    }

    var remaining = results.map(\.0)[...]
    let reports = blocks.map { block in
      let derivatives = Array(remaining.prefix(block.coordinates.count))
      let direction = remaining[remaining.startIndex + derivatives.count]
      remaining = remaining.dropFirst(derivatives.count + 1)
      return BlockReport(
        block.variable, coordinates: block.coordinates, derivatives: derivatives,
        direction: direction, precision: map.precision)
    }
    return report(reports, evaluations: results.reduce(0) { $0 + $1.evaluations })
  }

  private struct Job: Sendable {
    let block: BlockCheck
    /// Nil for the block's random direction.
    let coordinate: Int?
  }

  /// The noise along a direction of the first variable.
  private func noise(
    _ map: some DifferentiableMap, _ problem: Problem, along line: inout Line
  ) throws -> NoiseLevel {
    let rounding =
      map.precision.unitRoundoff
      * zip(problem.cotangent, problem.base.output)
      .reduce(0) { $0 + $1.0 * $1.0 * $1.1 * $1.1 }.squareRoot()
    guard let first = map.variables.first, !first.values.isEmpty, rounding.isFinite else {
      return NoiseLevel(rounding: rounding.isFinite ? rounding : 0)
    }
    let direction = BlockCheck.direction(of: first, key: problem.key.derived(2))
    line.aim(variable: 0, direction: direction, of: first.values)
    return try NoiseLevel(&line, precision: map.precision, rounding: rounding)
  }
}
