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
    let variables = map.variables
    let problem = try Problem(map, seed: configuration.seed)
    let (gradient, key) = (problem.gradient, problem.key)
    var line = problem.line

    let probes = try ContractProbes(map: map, problem: problem).run()
    let noise = try noise(map, problem, along: &line)
    guard probes.allSatisfy(\.isKept) else {
      return GradientReport(
        subject: subject, configuration: configuration, precision: map.precision,
        noise: noise.quiet,
        probes: probes, blocks: [], evaluations: line.evaluations)
    }

    let directions = variables.indices.map { direction(of: variables[$0], key.derived(2 + $0)) }
    let samples = variables.indices.map { position in
      Sampling(limit: configuration.samplesPerBlock, isExhaustive: configuration.isExhaustive)
        .coordinates(of: variables[position], key: key.derived(-1 - position))
    }
    // One job a coordinate and one a direction, in a fixed order.
    let jobs = variables.indices.flatMap { position in
      samples[position].map { Job(variable: position, coordinate: $0) }
        + [Job(variable: position, coordinate: nil)]
    }
    let largest = gradient.blocks.map { $0.reduce(0) { max($0, $1.magnitude) } }
    let results = try Jobs(
      threads: map.allowsConcurrentEvaluation ? configuration.threads : 1, monitor: monitor
    ).run(jobs, startingWith: line) { job, line in
      let block = gradient[job.variable]
      let values = variables[job.variable].values
      let check = DerivativeCheck(
        method: configuration.method, step: configuration.step, noise: noise,
        displacementNoise: job.coordinate == nil
          ? map.precision.unitRoundoff
            * zip(block, values).reduce(0) { $0 + $1.0 * $1.0 * $1.1 * $1.1 }.squareRoot() : 0,
        analyticNoise: 16 * map.precision.unitRoundoff * largest[job.variable],
        // One entry's share of a direction is its error over √N; errors of 1e-4 are to be seen.
        resolution: 1e-4 * largest[job.variable] / Double(max(1, block.count)).squareRoot(),
        precision: map.precision)
      if let coordinate = job.coordinate {
        line.aim(variable: job.variable, coordinate: coordinate, of: values)
        return try (check.check(block[coordinate], along: &line), line.evaluations)
      }
      let direction = directions[job.variable]
      line.aim(variable: job.variable, direction: direction, of: values)
      let slope = zip(block, direction).reduce(0) { $0 + $1.0 * $1.1 }
      return try (check.check(slope, along: &line), line.evaluations)
    }

    var remaining = results[...]
    let blocks = variables.indices.map { position in
      let count = samples[position].count
      let derivatives = remaining.prefix(count).map(\.0)
      let direction = remaining[remaining.startIndex + count].0
      remaining = remaining.dropFirst(count + 1)
      return BlockReport(
        variables[position], coordinates: samples[position], derivatives: derivatives,
        direction: direction, precision: map.precision)
    }
    return GradientReport(
      subject: subject, configuration: configuration, precision: map.precision, noise: noise.quiet,
      probes: probes, blocks: blocks,
      evaluations: results.reduce(line.evaluations) { $0 + $1.1 })
  }

  private struct Job {
    let variable: Int
    /// Nil for the block's random direction.
    let coordinate: Int?
  }

  /// Independent signs, scaled to a vector of about length 1: whatever coordinate is wrong, it shows.
  /// The sizes differ, so that two entries which changed places do not cancel.
  private func direction(of variable: Variable, _ key: RandomKey) -> [Double] {
    let generator = RandomGenerator(key)
    let size = 1 / Double(max(1, variable.values.count)).squareRoot()
    return variable.values.map { _ in size * generator.sign() * generator.uniform(in: 0.5...1.5) }
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
    line.aim(variable: 0, direction: direction(of: first, problem.key.derived(2)), of: first.values)
    return try NoiseLevel(&line, precision: map.precision, rounding: rounding)
  }
}
