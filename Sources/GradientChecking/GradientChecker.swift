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
    try check(map, named: subject, cotangent: nil, monitor: monitor)
  }

  /// The report as ``check(_:named:cotangent:monitor:)`` gives it without any shortcut.
  private func checkPlainly(
    _ map: some DifferentiableMap, named subject: String, cotangent: [Double]?,
    monitor: CheckMonitor, becauseOf place: String
  ) throws -> GradientReport {
    var report = try check(
      map, named: subject, cotangent: cotangent, usesShortcuts: false, monitor: monitor)
    report.warnings.append(
      "a shortcut gives other outputs than the function itself where \(place) is moved; "
        + "none was used")
    return report
  }

  /// The report on one function, contracted with `cotangent`, or with a random one where nil.
  private func check(
    _ map: some DifferentiableMap, named subject: String, cotangent: [Double]?,
    usesShortcuts: Bool = true, monitor: CheckMonitor
  ) throws -> GradientReport {
    guard !monitor.isCancelled() else { throw CancellationError() }
    let problem = try Problem(
      map, seed: configuration.seed, cotangent: cotangent, usesShortcuts: usesShortcuts)
    let probes = try ContractProbes(map: map, problem: problem).run()
    let shortcuts = ShortcutProbe(map: map, problem: problem)
    if usesShortcuts, probes.allSatisfy(\.isKept), let place = try shortcuts.violation() {
      return try checkPlainly(
        map, named: subject, cotangent: cotangent, monitor: monitor, becauseOf: place)
    }
    var line = problem.line
    let noise = try noise(map, problem, along: &line)
    line.rest()
    var parts: [GradientReport] = []
    var opinions: [SecondOpinion] = []
    func report(_ blocks: [BlockReport], evaluations: Int) -> GradientReport {
      GradientReport(
        subject: subject, configuration: configuration, precision: map.precision,
        noise: noise.quiet, probes: probes, blocks: blocks, opinions: opinions, parts: parts,
        evaluations: line.evaluations + evaluations)
    }
    func investigation(_ found: [Investigation.Found], _ evaluations: Int) -> Investigation {
      Investigation(
        map: map, problem: problem, configuration: configuration, probes: probes, found: found,
        evaluations: evaluations)
    }
    guard probes.allSatisfy(\.isKept) else {
      var report = report([], evaluations: 0)
      if configuration.namesMistakes {
        report.diagnoses = (try? investigation([], 0).diagnoses()) ?? []
      }
      return report
    }
    parts = try checkParts(of: map, problem, monitor: monitor)

    let blocks = map.variables.enumerated().map { position, variable in
      BlockCheck(
        variable, at: position, of: problem, noise: noise, precision: map.precision,
        configuration: configuration)
    }
    let jobs = blocks.enumerated().flatMap { position, block in
      block.targets(together: max(1, line.stackSize(ofVariable: position) / 2))
        .map { (block: position, targets: $0) }
    }
    let threads = map.allowsConcurrentEvaluation ? problem.threads(configuration.threads) : 1
    let jacobian = try jacobianCheck(
      map, problem, noise, usesShortcuts: usesShortcuts, threads: threads, monitor: monitor)
    let results = try Jobs(threads: threads, monitor: monitor)
      .run(jobs, startingWith: line) { job, line in
        func measurements() throws -> [Measurement] {
          let block = blocks[job.block]
          let paths = job.targets.map(block.path)
          return try line.together(paths, ofVariable: job.block) { path, line in
            let derivative = try block.derivative(along: path, line: &line)
            return Measurement(
              derivative,
              column: try jacobian?.findings(path, ofBlock: job.block, derivative, along: &line))
          }
        }
        return threads == 1
          ? try measurements() : try map.evaluatingBesideOthers(measurements)
      }.flatMap { $0 }
    var remaining = results[...]
    let found = blocks.map { block in
      let count = block.coordinates.count + block.directionCount
      defer { remaining = remaining.dropFirst(count) }
      return Array(remaining.prefix(count))
    }

    if usesShortcuts {
      for (position, block) in blocks.enumerated() {
        let wrong = zip(block.coordinates, found[position]).filter { $1.isFailure }
        let doubted = wrong.prefix(shortcuts.doubted).map(\.0)
        if let place = try shortcuts.violation(doubted, of: position) {
          return try checkPlainly(
            map, named: subject, cotangent: cotangent, monitor: monitor, becauseOf: place)
        }
      }
    }

    let entries = try jacobian?.findings(
      results.compactMap { result in result.column.map { ($0, result.derivative) } }, along: &line)
    if usesShortcuts, let place = entries?.violation {
      var report = try check(
        map, named: subject, cotangent: cotangent, usesShortcuts: false, monitor: monitor)
      report.warnings.append(
        "the pullbacks of single outputs do not add up to that of all at \(place); "
          + "plain ones were used")
      return report
    }
    let doubted = Set(
      blocks.indices.filter {
        found[$0].contains { AnalyticRounding.mayExplain($0.derivative) }
      })
    let rounding =
      try doubted.isEmpty
      ? nil
      : AnalyticRounding(
        of: map, in: problem, step: configuration.step, blocks: doubted, threads: threads)
    let followUps = zip(blocks, found).enumerated().map { position, own in
      let (block, derivatives) = (own.0, own.1.map(\.derivative))
      let excused = rounding.map { excusing(derivatives, block, at: position, $0) } ?? derivatives
      return FollowUp(
        block: block, coordinates: Array(excused.prefix(block.coordinates.count)),
        directions: Array(excused.dropFirst(block.coordinates.count)),
        key: problem.key.derived(1).derived(position))
    }
    let findings = try Jobs(
      threads: threads, monitor: CheckMonitor(isCancelled: monitor.isCancelled)
    ).run(followUps, startingWith: line) { followUp, line in
      let before = line.evaluations
      let findings = try followUp.run(along: &line)
      return (findings, evaluations: line.evaluations - before)
    }
    opinions = try secondOpinions(map, problem, noise, followUps, findings.map(\.0), along: &line)
    let contracted = zip(followUps, findings).map { followUp, found in
      followUp.report(found.0, precision: map.precision)
    }
    var result = report(
      contracted.enumerated().map { $1.with(entries?.reports[$0]) },
      evaluations: (results.map(\.evaluations) + findings.map(\.evaluations)).reduce(0, +))
    // What is wrong in a part has its name there.
    if configuration.namesMistakes, parts.allSatisfy(\.isPassed),
      contracted.contains(where: { !$0.isPassed })
    {
      let evidence = zip(contracted, zip(followUps, findings)).map { block, found in
        found.0.found(found.1.0, isPassed: block.isPassed)
      }
      result.diagnoses =
        (try? investigation(evidence, result.evaluations).diagnoses()) ?? []
    }
    return result
  }

  /// The derivatives along coordinates and directions, those that only rounding sets apart excused.
  private func excusing(
    _ derivatives: [Derivative], _ block: BlockCheck, at position: Int, _ rounding: AnalyticRounding
  ) -> [Derivative] {
    derivatives.enumerated().map { number, derivative in
      guard AnalyticRounding.mayExplain(derivative) else { return derivative }
      guard number >= block.coordinates.count else {
        return rounding.excusing(
          derivative, coordinate: block.coordinates[number], ofBlock: position)
      }
      let direction = block.direction(number - block.coordinates.count)
      return rounding.excusing(derivative, along: direction, ofBlock: position)
    }
  }

  /// The reports on what a composite map is made of: few coordinates, because a random direction sees
  /// every entry, and what is wrong in a part is wrong in the whole.
  private func checkParts(
    of map: some DifferentiableMap, _ problem: Problem, monitor: CheckMonitor
  ) throws -> [GradientReport] {
    guard let composite = map as? any CompositeMap else { return [] }
    var checker = self
    checker.configuration.samplesPerBlock = min(2, configuration.samplesPerBlock)
    checker.configuration.isExhaustive = false
    checker.configuration.threads = 1
    checker.configuration.checksJacobian = false
    let silent = CheckMonitor(isCancelled: monitor.isCancelled)
    let parts = try composite.parts(at: problem.point, cotangent: problem.cotangent)
    // Side by side, as most of them are too small to share out.
    return try Jobs(
      threads: map.allowsConcurrentEvaluation ? configuration.threads : 1, monitor: silent
    )
    .run(parts, startingWith: checker) { part, checker in
      try map.evaluatingBesideOthers {
        try checker.check(part.map, named: part.name, cotangent: part.cotangent, monitor: silent)
      }
    }
  }

  /// The check of every entry of the Jacobian; nil where it is not asked for.
  private func jacobianCheck<Map: DifferentiableMap>(
    _ map: Map, _ problem: Problem, _ noise: NoiseLevel, usesShortcuts: Bool, threads: Int?,
    monitor: CheckMonitor
  ) throws -> JacobianCheck<Map>? {
    guard configuration.checksJacobian else { return nil }
    return try JacobianCheck(
      map, problem, noise: noise, configuration: configuration, usesShortcuts: usesShortcuts,
      jobs: Jobs(threads: threads, monitor: CheckMonitor(isCancelled: monitor.isCancelled)))
  }

  /// What other methods say: on the first block that failed, and wherever there is a pushforward.
  private func secondOpinions(
    _ map: some DifferentiableMap, _ problem: Problem, _ noise: NoiseLevel,
    _ followUps: [FollowUp], _ findings: [FollowUp.Findings], along line: inout Line
  ) throws -> [SecondOpinion] {
    var opinions: [SecondOpinion] = []
    if let forward = map as? any ForwardDifferentiableMap {
      opinions.append(try adjointness(forward, problem, noise))
    }
    for (position, (followUp, found)) in zip(followUps, findings).enumerated() {
      guard let direction = followUp.failure(found) else { continue }
      return opinions
        + (try SecondOpinions(map: map, problem: problem, noise: noise.loud)
          .onFailure(position: position, direction: direction, along: &line))
    }
    return opinions
  }

  private func adjointness(
    _ map: some ForwardDifferentiableMap, _ problem: Problem, _ noise: NoiseLevel
  ) throws -> SecondOpinion {
    try SecondOpinions(map: map, problem: problem, noise: noise.loud).adjointness()
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
