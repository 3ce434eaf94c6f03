import GSL

/// A check of one map, in three stages: what is prepared once; what is measured along each line, which can
/// be spread over cores and machines; and the report on it.
struct Check<Map: DifferentiableMap>: Sendable {
  let map: Map
  let subject: String
  let configuration: CheckConfiguration
  private let problem: Problem
  private let probes: [ContractProbe]
  private let noise: NoiseLevel
  private let line: Line
  private let blocks: [BlockCheck]
  /// Why nothing is left out of evaluations; nil where shortcuts are used.
  private let objection: String?

  /// A line to measure.
  struct Target: Sendable {
    /// The position of the block.
    let block: Int
    let target: BlockCheck.Target
  }

  /// All lines, block after block.
  let targets: [Target]
  /// The lines that are measured one after the other, or together, by their positions among all; the same
  /// whatever the number of threads.
  let groups: [[Int]]

  /// - Parameters:
  ///   - cotangent: What to contract the outputs with, nil for random numbers.
  ///   - objection: Why to leave nothing out of evaluations, for the report; nil to use shortcuts.
  ///
  /// - Throws: what the map throws.
  init(
    _ map: Map, named subject: String, cotangent: [Double]?, _ configuration: CheckConfiguration,
    objection: String? = nil
  ) throws {
    self.map = map
    self.subject = subject
    self.configuration = configuration
    func stated(usingShortcuts: Bool) throws -> Problem {
      try Problem(
        map, seed: configuration.seed, cotangent: cotangent, usesShortcuts: usingShortcuts)
    }
    var problem = try stated(usingShortcuts: objection == nil)
    var objection = objection
    probes = try ContractProbes(map: map, problem: problem).run()
    if objection == nil, probes.allSatisfy(\.isKept),
      let place = try ShortcutProbe(
        map: map, problem: problem, threads: Check.threads(map, problem, configuration)
      ).violation()
    {
      objection = Check.objection(place)
      problem = try stated(usingShortcuts: false)
    }
    self.problem = problem
    self.objection = objection
    var line = problem.line
    let noise = try Check.noise(map, problem, along: &line)
    line.rest()
    self.line = line
    self.noise = noise
    blocks =
      probes.allSatisfy(\.isKept)
      ? map.variables.enumerated().map { position, variable in
        BlockCheck(
          variable, at: position, of: problem, noise: noise, precision: map.precision,
          configuration: configuration)
      } : []
    targets = blocks.enumerated().flatMap { position, block in
      block.targets.map { Target(block: position, target: $0) }
    }
    groups = Grouping(targets.map { line.stackSize(ofVariable: $0.block) }).groups
  }

  /// The whole check.
  ///
  /// - Throws: what the map throws, or `CancellationError` where `monitor` asks to stop.
  func report(monitor: CheckMonitor) throws -> GradientReport {
    let parts = try parts(monitor: monitor) { _ in true }
    let jacobian = try jacobianCheck(monitor)
    let measured = try measurements(of: groups, jacobian, monitor: monitor)
    return try report(on: measured, parts, jacobian, monitor: monitor)
  }

  private var threads: Int? { Check.threads(map, problem, configuration) }

  private static func threads(
    _ map: Map, _ problem: Problem, _ configuration: CheckConfiguration
  ) -> Int? {
    map.allowsConcurrentEvaluation ? problem.threads(configuration.threads) : 1
  }

  private static func objection(_ place: String) -> String {
    "a shortcut gives other outputs than the function itself where \(place) is moved; none was used"
  }

  /// The noise along a direction of the first variable.
  private static func noise(
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
    return try line.together([Displacement(variable: 0, direction: .vector(direction))]) {
      _, line in
      line.aim(variable: 0, direction: direction, of: first.values)
      return try NoiseLevel(&line, precision: map.precision, rounding: rounding)
    }[0].result
  }
}

// MARK: - Measuring

extension Check {
  /// What is found along each line of some groups.
  func measurements(
    of groups: [[Int]], _ jacobian: JacobianCheck<Map>? = nil, monitor: CheckMonitor
  ) throws -> [[Measurement]] {
    let threads = threads
    return try Jobs(threads: threads, monitor: monitor).run(
      groups, startingWith: line, weight: \.count
    ) { group, line in
      func measurements() throws -> [Measurement] {
        let displacements = group.map { blocks[targets[$0].block].displacement(targets[$0].target) }
        return try line.together(displacements) { displacement, line in
          let derivative = try blocks[displacement.variable].derivative(
            along: displacement, line: &line)
          let column = try jacobian?.findings(displacement, derivative, along: &line)
          return Measurement(derivative, column: column)
        }.map { measurement, evaluations in
          var measurement = measurement
          measurement.evaluations = evaluations
          return measurement
        }
      }
      return threads == 1 ? try measurements() : try map.evaluatingBesideOthers(measurements)
    }
  }

  /// The check of every entry of the Jacobian; nil where it is not asked for.
  private func jacobianCheck(_ monitor: CheckMonitor) throws -> JacobianCheck<Map>? {
    guard configuration.checksJacobian, !blocks.isEmpty else { return nil }
    return try JacobianCheck(
      map, problem, noise: noise, configuration: configuration,
      usesShortcuts: objection == nil,
      jobs: Jobs(threads: threads, monitor: CheckMonitor(isCancelled: monitor.isCancelled)))
  }

  /// The number of maps of which this one is made.
  func partCount() throws -> Int { try composition().count }

  /// The reports on what a composite map is made of, at the chosen positions: few coordinates, because a
  /// random direction sees every entry, and what is wrong in a part is wrong in the whole.
  func parts(
    monitor: CheckMonitor, where isChosen: (Int) -> Bool
  ) throws -> [GradientReport] {
    var own = configuration
    own.samplesPerBlock = min(2, configuration.samplesPerBlock)
    own.isExhaustive = false
    own.threads = 1
    own.checksJacobian = false
    let silent = CheckMonitor(isCancelled: monitor.isCancelled)
    let chosen = try composition().enumerated().filter { isChosen($0.offset) }.map(\.element)
    // Side by side, as most of them are too small to share out.
    return try Jobs(threads: threads, monitor: silent)
      .run(chosen, startingWith: own) { part, own in
        try map.evaluatingBesideOthers {
          func report(_ map: some DifferentiableMap) throws -> GradientReport {
            try Check<_>(map, named: part.name, cotangent: part.cotangent, own)
              .report(monitor: silent)
          }
          return try report(part.map)
        }
      }
  }

  private func composition() throws -> [MapPart] {
    guard !blocks.isEmpty, let composite = map as? any CompositeMap else { return [] }
    return try composite.parts(at: problem.point, cotangent: problem.cotangent)
  }
}

// MARK: - Reporting

extension Check {
  /// The report, once everything has been measured.
  ///
  /// - Parameter measured: Of each of ``groups``.
  func report(
    on measured: [[Measurement]], _ parts: [GradientReport], _ jacobian: JacobianCheck<Map>? = nil,
    monitor: CheckMonitor
  ) throws -> GradientReport {
    guard !monitor.isCancelled() else { throw CancellationError() }
    guard probes.allSatisfy(\.isKept) else {
      var report = report([], evaluations: line.evaluations)
      if configuration.namesMistakes {
        report.diagnoses = (try? investigation([], line.evaluations).diagnoses()) ?? []
      }
      return report
    }
    var line = line
    let found = sorted(measured)
    if objection == nil, let place = try doubtful(found) {
      return try checkedPlainly(Check.objection(place), monitor)
    }
    let entries = try jacobian?.findings(
      found.joined().compactMap { one in one.column.map { ($0, one.derivative) } },
      along: &line)
    if objection == nil, let place = entries?.violation {
      return try checkedPlainly(
        "the pullbacks of single outputs do not add up to that of all at \(place); "
          + "plain ones were used", monitor)
    }
    let followUps = try followUps(found)
    let findings = try Jobs(
      threads: threads, monitor: CheckMonitor(isCancelled: monitor.isCancelled)
    ).run(followUps, startingWith: line) { followUp, line in
      let before = line.evaluations
      let findings = try followUp.run(along: &line)
      return (findings, evaluations: line.evaluations - before)
    }
    let opinions = try secondOpinions(followUps, findings.map(\.0), along: &line)
    let contracted = zip(followUps, findings).map { followUp, found in
      followUp.report(found.0, precision: map.precision)
    }
    var result = report(
      contracted.enumerated().map { $1.with(entries?.reports[$0]) }, opinions, parts,
      evaluations: line.evaluations
        + (measured.joined().map(\.evaluations) + findings.map(\.evaluations)).reduce(0, +))
    // What is wrong in a part has its name there.
    if configuration.namesMistakes, parts.allSatisfy(\.isPassed),
      contracted.contains(where: { !$0.isPassed })
    {
      let evidence = zip(contracted, zip(followUps, findings)).map { block, found in
        found.0.found(found.1.0, isPassed: block.isPassed)
      }
      result.diagnoses = (try? investigation(evidence, result.evaluations).diagnoses()) ?? []
    }
    return result
  }

  /// What was measured, of each block in the order of its targets.
  private func sorted(_ measured: [[Measurement]]) -> [[Measurement]] {
    var places = [(group: Int, line: Int)](repeating: (0, 0), count: targets.count)
    for (group, lines) in groups.enumerated() {
      for (line, target) in lines.enumerated() { places[target] = (group, line) }
    }
    var sorted = blocks.map { _ in [Measurement]() }
    for (target, place) in zip(targets, places) {
      sorted[target.block].append(measured[place.group][place.line])
    }
    return sorted
  }

  private func report(
    _ blocks: [BlockReport], _ opinions: [SecondOpinion] = [], _ parts: [GradientReport] = [],
    evaluations: Int
  ) -> GradientReport {
    var report = GradientReport(
      subject: subject, configuration: configuration, precision: map.precision,
      noise: noise.quiet, probes: probes, blocks: blocks, opinions: opinions, parts: parts,
      evaluations: evaluations)
    report.warnings += [objection].compactMap { $0 }
    return report
  }

  private func investigation(_ found: [Investigation.Found], _ evaluations: Int) -> Investigation {
    Investigation(
      map: map, problem: problem, configuration: configuration, probes: probes, found: found,
      evaluations: evaluations)
  }

  /// Where a shortcut is mistaken at a coordinate that seems wrong; nil where none is.
  private func doubtful(_ found: [[Measurement]]) throws -> String? {
    let shortcuts = ShortcutProbe(map: map, problem: problem, threads: threads)
    let places = zip(blocks, found).enumerated().flatMap { position, own in
      zip(own.0.coordinates, own.1).lazy.filter { $1.isFailure }.prefix(shortcuts.doubted)
        .map { (variable: position, coordinate: $0.0) }
    }
    return places.isEmpty ? nil : try shortcuts.violation(places)
  }

  /// The report without any shortcut.
  private func checkedPlainly(
    _ objection: String, _ monitor: CheckMonitor
  ) throws -> GradientReport {
    try Check(
      map, named: subject, cotangent: problem.cotangent, configuration, objection: objection
    ).report(monitor: monitor)
  }

  /// What each block gives rise to, derivatives that only rounding sets apart excused.
  private func followUps(_ found: [[Measurement]]) throws -> [FollowUp] {
    let doubted = Set(
      blocks.indices.filter {
        found[$0].contains { AnalyticRounding.mayExplain($0.derivative) }
      })
    let rounding =
      try doubted.isEmpty
      ? nil
      : AnalyticRounding(
        of: map, in: problem, step: configuration.step, blocks: doubted, threads: threads)
    return zip(blocks, found).enumerated().map { position, own in
      let (block, derivatives) = (own.0, own.1.map(\.derivative))
      let excused = rounding.map { excusing(derivatives, block, at: position, $0) } ?? derivatives
      return FollowUp(
        block: block, coordinates: Array(excused.prefix(block.coordinates.count)),
        directions: Array(excused.dropFirst(block.coordinates.count)),
        key: problem.key.derived(1).derived(position))
    }
  }

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

  /// What other methods say: on the first block that failed, and wherever there is a pushforward.
  private func secondOpinions(
    _ followUps: [FollowUp], _ findings: [FollowUp.Findings], along line: inout Line
  ) throws -> [SecondOpinion] {
    func adjointness(_ map: some ForwardDifferentiableMap) throws -> SecondOpinion {
      try SecondOpinions(map: map, problem: problem, noise: noise.loud).adjointness()
    }
    var opinions: [SecondOpinion] = []
    if let forward = map as? any ForwardDifferentiableMap {
      opinions.append(try adjointness(forward))
    }
    for (position, (followUp, found)) in zip(followUps, findings).enumerated() {
      guard let direction = followUp.failure(found) else { continue }
      return opinions
        + (try SecondOpinions(map: map, problem: problem, noise: noise.loud)
          .onFailure(position: position, direction: direction, along: &line))
    }
    return opinions
  }
}
