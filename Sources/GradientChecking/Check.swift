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

  /// All lines, block after block.
  let targets: [BlockCheck.Target]
  /// The lines that are measured one after the other, or together, by their positions among all; the same
  /// whatever the number of threads.
  let groups: [[Int]]

  /// - Parameters:
  ///   - cotangent: What to contract the outputs with, nil for random numbers.
  ///   - objection: Why to leave nothing out of evaluations, for the report; nil to use shortcuts.
  ///   - isPart: Whether the map is part of one that has been found to remember nothing.
  ///
  /// - Throws: what the map throws.
  init(
    _ map: Map, named subject: String, cotangent: [Double]?, _ configuration: CheckConfiguration,
    objection: String? = nil, isPart: Bool = false
  ) throws {
    try configuration.requireRanges()
    self.map = map
    self.subject = subject
    self.configuration = configuration
    func stated(usingShortcuts: Bool) throws -> Problem {
      try Problem(
        map, seed: configuration.seed, cotangent: cotangent, usesShortcuts: usingShortcuts,
        isPart: isPart)
    }
    var problem = try stated(usingShortcuts: objection == nil)
    var objection = objection
    probes = try ContractProbes(map: map, problem: problem, isPart: isPart).run()
    if objection == nil, probes.allSatisfy(\.isKept),
      let place = try ShortcutProbe(
        map: map, problem: problem, threads: Check.threads(map, problem, configuration)
      ).violation(atMost: configuration.isExhaustive ? .max : configuration.samplesPerBlock)
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
    targets = blocks.flatMap(\.targets)
    groups = Grouping(targets.map { line.stackSize(ofVariable: $0.block) }).groups
  }

  /// The whole check.
  ///
  /// - Throws: what the map throws, or `CancellationError` where `monitor` asks to stop.
  func report(monitor: CheckMonitor) throws -> GradientReport {
    let jacobian = try jacobianCheck(monitor)
    let (measured, parts) = try measurements(of: groups, composition(), jacobian, monitor: monitor)
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
    let rounding = map.precision.unitRoundoff * line.outputSize
    guard let first = map.variables.first, !first.values.isEmpty, rounding.isFinite,
      problem.hasBlocks(ofLengthsAs: map)
    else {
      return NoiseLevel(rounding: rounding.isFinite ? rounding : 0)
    }
    let direction = BlockCheck.direction(of: first, key: problem.key.derived(2))
    var noise = NoiseLevel(rounding: rounding)
    _ = try line.together([Displacement(variable: 0, direction: .vector(direction))]) {
      _, line in
      line.aim(variable: 0, direction: direction, size: first.size())
      noise = try NoiseLevel(&line, precision: map.precision, rounding: rounding)
    }
    return noise
  }
}

// MARK: - Measuring

extension Check {
  /// Finds what a column of the Jacobian comes to, given the derivative along its coordinate.
  private typealias ColumnMeasure =
    @Sendable (Displacement, Derivative, inout Line) throws -> ColumnFindings?

  private enum Job: Sendable {
    case part(MapPart)
    case group([Int])
  }

  private enum Finding: Sendable {
    case part(GradientReport)
    case group([Measurement])
  }

  /// What is found along each line of some groups, and in some parts; the one beside the other, because there
  /// may be but one part, or one that takes longer than all others.
  func measurements(
    of groups: [[Int]], _ parts: [MapPart], _ jacobian: JacobianCheck<Map>?,
    monitor: CheckMonitor
  ) throws -> (measured: [[Measurement]], parts: [GradientReport]) {
    let threads = threads
    let tile = groups.isEmpty ? nil : try jacobian?.tile(from: 0)
    // A function, whose copies for every line cost nothing.
    let column: ColumnMeasure? =
      if let jacobian, let tile {
        { try jacobian.findings(in: tile, $0, $1, along: &$2) }
      } else {
        nil
      }
    // A part that keeps to one thread keeps to that of the check.
    let confined = try parts.map {
      $0.map.allowsConcurrentEvaluation ? nil : try report(on: $0, monitor)
    }
    // What there is less of comes in larger jobs, and the smaller ones fill the cores at the end.
    let (ofGroups, ofParts) = (
      groups.map(Job.group), zip(parts, confined).filter { $1 == nil }.map { Job.part($0.0) }
    )
    let findings = try Jobs(threads: threads, monitor: monitor).run(
      ofParts.count < groups.count ? ofParts + ofGroups : ofGroups + ofParts, startingWith: line,
      weight: { if case .group(let group) = $0 { group.count } else { 0 } }
    ) { job, line in
      func finding() throws -> Finding {
        switch job {
        case .part(let part): .part(try report(on: part, monitor))
        case .group(let group): .group(try measurements(group, column, along: &line))
        }
      }
      return threads == 1 ? try finding() : try map.evaluatingBesideOthers(finding)
    }
    var (measured, reports) = ([[Measurement]](), [GradientReport]())
    for finding in findings {
      switch finding {
      case .part(let report): reports.append(report)
      case .group(let group): measured.append(group)
      }
    }
    if let jacobian, let tile {
      try jacobian.complete(
        &measured,
        along: groups.map { $0.map { blocks[targets[$0].block].path(targets[$0]).displacement } },
        behind: tile, line)
    }
    var free = reports.makeIterator()
    return (measured, confined.compactMap { $0 ?? free.next() })
  }

  /// What is found along each line of a group.
  private func measurements(
    _ group: [Int], _ column: ColumnMeasure?, along line: inout Line
  ) throws -> [Measurement] {
    let paths = group.map { blocks[targets[$0].block].path(targets[$0]) }
    var found = [(Derivative, ColumnFindings?)?](repeating: nil, count: paths.count)
    let evaluations = try line.together(paths.map(\.displacement)) { number, line in
      let path = paths[number]
      let derivative = try blocks[path.displacement.variable].derivative(along: path, line: &line)
      found[number] = (derivative, try column?(path.displacement, derivative, &line))
    }
    return zip(found, evaluations).compactMap { found, evaluations in
      found.map { Measurement($0.0, column: $0.1, evaluations: evaluations) }
    }
  }

  /// The report on a part: few coordinates, because a random direction sees every entry, and what is wrong
  /// in a part is wrong in the whole.
  private func report(on part: MapPart, _ monitor: CheckMonitor) throws -> GradientReport {
    var own = configuration
    own.samplesPerBlock = min(2, configuration.samplesPerBlock)
    own.isExhaustive = false
    own.threads = 1
    own.checksJacobian = false
    func report(_ map: some DifferentiableMap) throws -> GradientReport {
      try Check<_>(map, named: part.name, cotangent: part.cotangent, own, isPart: true)
        .report(monitor: CheckMonitor(isCancelled: monitor.isCancelled))
    }
    return try report(part.map)
  }

  /// The check of every entry of the Jacobian; nil where it is not asked for.
  func jacobianCheck(_ monitor: CheckMonitor) throws -> JacobianCheck<Map>? {
    guard configuration.checksJacobian, !blocks.isEmpty else { return nil }
    return try JacobianCheck(
      map, problem, noise: noise, configuration: configuration,
      usesShortcuts: objection == nil,
      jobs: Jobs(threads: threads, monitor: CheckMonitor(isCancelled: monitor.isCancelled)))
  }

  /// What a composite map is made of, each to be checked by itself.
  func composition() throws -> [MapPart] {
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
      if configuration.namesMistakes, problem.hasBlocks(ofLengthsAs: map) {
        report.diagnoses = (try? investigation([], line.evaluations).diagnoses()) ?? []
      }
      return report
    }
    var line = line
    let found = found(measured)
    if objection == nil, let place = try doubtful(found) {
      return try checkedPlainly(Check.objection(place), monitor)
    }
    var columns: [ColumnFindings] = []
    forEach(of: measured) { if let column = $1.column { columns.append(column) } }
    let entries = jacobian?.findings(columns)
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
        + found.reduce(0) { $0 + $1.evaluations }
        + findings.reduce(0) { $0 + $1.evaluations })
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

  /// What was measured, block by block.
  private func found(_ measured: [[Measurement]]) -> [BlockFindings] {
    var found = blocks.map { BlockFindings(count: $0.coordinates.count) }
    forEach(of: measured) { target, measurement in
      found[target.block].add(measurement, along: target)
    }
    return found
  }

  /// Calls `body` with what was measured of each group, in the order of the targets.
  private func forEach(
    of measured: [[Measurement]], _ body: (BlockCheck.Target, Measurement) -> Void
  ) {
    var places = [(group: Int, line: Int)](repeating: (0, 0), count: targets.count)
    for (group, lines) in groups.enumerated() {
      for (line, target) in lines.enumerated() { places[target] = (group, line) }
    }
    for (target, place) in zip(targets, places) { body(target, measured[place.group][place.line]) }
  }

  /// Where a shortcut is mistaken at a coordinate that seems wrong; nil where none is.
  private func doubtful(_ found: [BlockFindings]) throws -> String? {
    let shortcuts = ShortcutProbe(map: map, problem: problem, threads: threads)
    let places = found.enumerated().flatMap { position, block in
      block.wrong.prefix(shortcuts.doubted).map { (variable: position, coordinate: $0) }
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
  private func followUps(_ found: [BlockFindings]) throws -> [FollowUp] {
    var found = found
    try AnalyticRounding.excuse(
      &found, in: blocks, of: map, problem, step: configuration.step, threads: threads)
    return blocks.indices.map { position in
      FollowUp(
        block: blocks[position], coordinates: found[position].coordinates,
        directions: found[position].directions,
        precision: map.precision, key: problem.key.derived(1).derived(position))
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
