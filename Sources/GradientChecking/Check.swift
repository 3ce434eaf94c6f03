import GSL

/// A check of one map, in three stages: what is prepared once; what is measured along each line,
/// which can be spread over cores and machines; and the report on it.
struct Check<Map: DifferentiableMap>: Sendable {
  let map: Map
  let subject: String
  let configuration: CheckConfiguration
  private let problem: Problem
  private let probes: [ContractProbe]
  private let noise: NoiseLevel
  private let line: Line
  private let isPart: Bool
  private let blocks: [BlockCheck]
  /// Why nothing is left out of evaluations; nil where shortcuts are used.
  private let objection: String?
  private let allowance: Allowance

  /// All lines, block after block.
  let targets: [BlockCheck.Target]
  /// The lines that are measured one after the other, or together, by their positions among all;
  /// the same whatever the number of threads.
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
    try map.variables.requireDistinctNames()
    allowance = Allowance(configuration)
    self.map = map
    self.subject = subject
    self.configuration = configuration
    self.isPart = isPart
    func stated(usingShortcuts: Bool) throws -> Problem {
      try Problem(
        map, seed: configuration.seed, cotangent: cotangent, usesShortcuts: usingShortcuts,
        isPart: isPart)
    }
    var problem = try stated(usingShortcuts: objection == nil)
    var objection = objection
    probes = try ContractProbes(
      map: map, problem: problem, isPart: isPart,
      isShared: !isPart && (Check.threads(map, problem, configuration) ?? 2) > 1
    ).run()
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
    let noise = try Check.noise(map, problem, isPart: isPart, along: &line)
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
    let measured = try measurements(of: groups, composition(), jacobian, monitor: monitor)
    return try report(on: measured, jacobian, monitor: monitor)
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

  /// The noise of the map, along a direction through all variables at once, so that what moves in
  /// stairs with any of them shows. A part is looked at less closely: what it is made of is part of
  /// the whole.
  private static func noise(
    _ map: some DifferentiableMap, _ problem: Problem, isPart: Bool, along line: inout Line
  ) throws -> NoiseLevel {
    let rounding = line.rounding
    guard let first = map.variables.first, rounding.isFinite,
      problem.hasBlocks(ofLengthsAs: map), problem.point.blocks.contains(where: { !$0.isEmpty })
    else {
      return NoiseLevel(rounding: rounding.isFinite ? rounding : 0)
    }
    guard isPart, !first.values.isEmpty else {
      var joint = problem.line(along: problem.jointDirection(of: map.variables), of: map)
      defer { line.count(joint.evaluations) }
      return try NoiseLevel(
        &joint, precision: map.precision, rounding: rounding, spacings: NoiseLevel.most)
    }
    let direction = BlockCheck.direction(of: first, key: problem.key.derived(2))
    var noise = NoiseLevel(rounding: rounding)
    _ = try line.together([Displacement(variable: 0, direction: .vector(direction))]) {
      _, line in
      line.aim(variable: 0, direction: direction, size: first.size())
      noise = try NoiseLevel(&line, precision: map.precision, rounding: rounding, spacings: 2)
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
    /// Nil where the time was over before its end.
    case part(GradientReport?)
    case group([Measurement])

    var evaluations: Int {
      switch self {
      case .part(let report): report?.evaluations ?? 0
      case .group(let group): group.reduce(0) { $0 + $1.evaluations }
      }
    }
  }

  /// What is found along each line of some groups, and in some parts; the one beside the other,
  /// because there may be but one part, or one that takes longer than all others.
  func measurements(
    of groups: [[Int]], _ parts: [MapPart], _ jacobian: JacobianCheck<Map>?,
    monitor: CheckMonitor
  ) throws -> Measured {
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
    var reports = [GradientReport?](repeating: nil, count: parts.count)
    var spent = 0
    let isConfined = parts.map { !$0.map.allowsConcurrentEvaluation }
    for place in parts.indices where isConfined[place] {
      guard !allowance.isOver, spent < allowance.evaluations ?? .max else { break }
      reports[place] = try report(on: parts[place], monitor)
      spent += reports[place]?.evaluations ?? 0
    }
    // What there is less of comes in larger jobs, and the smaller ones fill the cores at the end.
    let order = order(groups)
    let free = parts.indices.filter { !isConfined[$0] }
    let ofGroups = order.map { Job.group(groups[$0]) }
    let ofParts = free.map { Job.part(parts[$0]) }
    let arePartsFirst = ofParts.count < groups.count
    let jobs = arePartsFirst ? ofParts + ofGroups : ofGroups + ofParts
    let findings = try Jobs(threads: threads, monitor: monitor).run(
      jobs, startingWith: line, within: allowance.spending(spent), cost: \.evaluations,
      weight: { if case .group(let group) = $0 { group.count } else { 0 } }
    ) { job, line -> Finding in
      func finding() throws -> Finding {
        switch job {
        case .part(let part): .part(try report(on: part, monitor))
        case .group(let group): .group(try measurements(group, column, along: &line))
        }
      }
      return threads == 1 ? try finding() : try map.evaluatingBesideOthers(finding)
    }
    var measured = [[Measurement]?](repeating: nil, count: groups.count)
    let firstGroup = arePartsFirst ? free.count : 0
    let firstPart = arePartsFirst ? 0 : groups.count
    for (place, number) in order.enumerated() {
      if case .group(let group) = findings[firstGroup + place] { measured[number] = group }
    }
    for (place, number) in free.enumerated() {
      if case .part(let report) = findings[firstPart + place] { reports[number] = report }
    }
    if let jacobian, let tile {
      try complete(&measured, groups, jacobian, behind: tile)
    }
    return Measured(
      groups: measured, parts: reports, limit: allowance.isOver ? .time : .evaluations)
  }

  /// The order in which groups are examined: theirs, or where a limit may come before the end one
  /// in which it leaves something of every block: random directions, which are the last targets of
  /// a block, first.
  private func order(_ groups: [[Int]]) -> [Int] {
    guard allowance.isLimited else { return Array(groups.indices) }
    let ends = blocks.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.targets.count) }
    let distances = groups.map { group in
      group.map { ends[targets[$0].block + 1] - $0 }.min() ?? 0
    }
    return groups.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
  }

  /// Adds what the columns of the Jacobian that were examined come to behind the first tile.
  private func complete(
    _ measured: inout [[Measurement]?], _ groups: [[Int]], _ jacobian: JacobianCheck<Map>,
    behind tile: JacobianTile
  ) throws {
    let places = measured.indices.filter { measured[$0] != nil }
    var examined = places.compactMap { measured[$0] }
    try jacobian.complete(
      &examined,
      along: places.map { place in
        groups[place].map { blocks[targets[$0].block].path(targets[$0]).displacement }
      },
      behind: tile, line)
    for (place, group) in zip(places, examined) { measured[place] = group }
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

  /// The report on a part: few coordinates, because a random direction sees every entry, and what
  /// is wrong in a part is wrong in the whole.
  private func report(on part: MapPart, _ monitor: CheckMonitor) throws -> GradientReport? {
    var own = allowance.rest(of: configuration)
    own.evaluationLimit = nil
    own.samplesPerBlock = min(2, configuration.samplesPerBlock)
    own.isExhaustive = false
    own.threads = 1
    own.checksJacobian = false
    func report(_ map: some DifferentiableMap) throws -> GradientReport {
      try Check<_>(map, named: part.name, cotangent: part.cotangent, own, isPart: true)
        .report(monitor: CheckMonitor(isCancelled: monitor.isCancelled))
    }
    let report = try report(part.map)
    return report.isComplete ? report : nil
  }

  /// What some groups are to be measured along.
  func lines(_ numbers: [Int]) -> [[PartialReport.Line]] {
    numbers.map { number in
      groups[number].map { place in
        let target = targets[place]
        let block = blocks[target.block]
        let coordinate: (Int, Double)? =
          if case .coordinate(let number) = target.kind { (number, block.gradient[number]) } else {
            nil
          }
        return PartialReport.Line(
          coordinate: coordinate,
          outputs: configuration.checksJacobian && target.isCoordinate
            ? problem.base.output.count : nil,
          tolerance: 1e4 * map.precision.unitRoundoff * block.largest)
      }
    }
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
  /// The report, once everything has been measured, or all that a limit allowed.
  ///
  /// - Parameter measured: Of each of ``groups``, and of all parts.
  func report(
    on measured: Measured, _ jacobian: JacobianCheck<Map>? = nil, monitor: CheckMonitor
  ) throws -> GradientReport {
    guard !monitor.isCancelled() else { throw CancellationError() }
    guard probes.allSatisfy(\.isKept) else {
      var report = report([], evaluations: line.evaluations)
      if configuration.namesMistakes, problem.hasBlocks(ofLengthsAs: map) {
        report.take(try? investigation([], line.evaluations, monitor).findings())
      }
      return report
    }
    var line = line
    var (blocks, found) = found(measured.groups)
    if objection == nil, let place = try doubtful(found) {
      return try checkedPlainly(Check.objection(place), monitor)
    }
    let entries = jacobian?.findings(columns(measured.groups))
    if objection == nil, let place = entries?.violation {
      return try checkedPlainly(
        "the pullbacks of single outputs do not add up to that of all at \(place); "
          + "plain ones were used", monitor)
    }
    var limit = measured.isComplete ? nil : measured.limit
    let secondPoint = SecondPoint(
      map: map, problem: problem, noise: noise, configuration: allowance.rest(of: configuration))
    var beside = 0
    let isRefuted =
      found.contains { !$0.wrong.isEmpty }
      || measured.parts.contains { $0.map { !$0.isPassed } ?? false }
    let elsewhere =
      isPart || isRefuted || limit != nil ? nil : try secondPoint.outcome(evaluations: &beside)
    if case .right? = elsewhere { found.settleMeetingKinks() }
    let followUps = try followUps(found, in: blocks)
    // What only follows on a suspicion is left where there is no verdict to come.
    let findings =
      limit == nil
      ? try self.findings(followUps, &limit, along: line, monitor)
      : followUps.map { ($0.findings(areSampled: blockIsSampled($0)), 0) }
    let isFinished = limit == nil
    let opinions =
      isFinished ? try secondOpinions(followUps, findings.map(\.0), along: &line) : []
    // Of a block whose directions were not examined there is nothing to report.
    let contracted = zip(followUps, findings).map { followUp, found in
      followUp.directions.isEmpty ? nil : followUp.report(found.0, precision: map.precision)
    }
    var parts = measured.parts.compactMap { $0 }
    if case .wrong? = elsewhere, contracted.allSatisfy({ $0?.isPassed ?? true }) {
      let nearby = try secondPoint.report(named: subject, monitor: monitor)
      if nearby.hasWrongDerivative { parts.append(nearby) }
    }
    var result = report(
      contracted.enumerated().compactMap { $1?.with(entries?.reports[$0]) }, opinions, parts,
      evaluations: line.evaluations + beside
        + found.reduce(0) { $0 + $1.evaluations }
        + findings.reduce(0) { $0 + $1.1 },
      unexamined: limit.map { unexamined($0, measured, contracted) })
    if case .open(let reason?)? = elsewhere {
      result.warnings.append("not checked at a second point: \(reason)")
    }
    // What is wrong in a part has its name there.
    if configuration.namesMistakes, isFinished, !allowance.isOver,
      result.parts.allSatisfy(\.isPassed),
      contracted.contains(where: { $0?.isPassed == false })
    {
      let evidence = zip(contracted, zip(followUps, findings)).map { block, found in
        found.0.found(found.1.0, isPassed: block?.isPassed ?? true)
      }
      result.take(try? investigation(evidence, result.evaluations, monitor).findings())
    }
    return result
  }

  /// What follows on the first look at each block, with how many evaluations it took.
  ///
  /// - Parameter limit: Set where the time is over before all has been followed up.
  private func findings(
    _ followUps: [FollowUp], _ limit: inout Unexamined.Limit?, along line: Line,
    _ monitor: CheckMonitor
  ) throws -> [(FollowUp.Findings, Int)] {
    let findings = try Jobs(
      threads: threads, monitor: CheckMonitor(isCancelled: monitor.isCancelled)
    ).run(
      followUps, startingWith: line, within: Allowance(end: allowance.end, evaluations: nil),
      cost: { _ in 0 }
    ) { followUp, line in
      let before = line.evaluations
      let findings = try followUp.run(along: &line)
      return (findings, line.evaluations - before)
    }
    if findings.contains(where: { $0 == nil }) { limit = .time }
    return zip(followUps, findings).map { followUp, found in
      found ?? (followUp.findings(areSampled: blockIsSampled(followUp)), 0)
    }
  }

  /// Whether some coordinates of a follow-up's block were not even to be examined.
  private func blockIsSampled(_ followUp: FollowUp) -> Bool {
    blocks.contains { $0.variable.name == followUp.block.variable.name && $0.isSampled }
  }

  private func unexamined(
    _ limit: Unexamined.Limit, _ measured: Measured, _ reports: [BlockReport?]
  ) -> Unexamined {
    Unexamined(
      limit: limit, examined: measured.groups.reduce(0) { $0 + ($1?.count ?? 0) },
      planned: targets.count,
      blocks: zip(blocks, reports).filter { $1 == nil }.map { $0.0.variable.name },
      parts: measured.parts.count { $0 == nil })
  }

  private func report(
    _ blocks: [BlockReport], _ opinions: [SecondOpinion] = [], _ parts: [GradientReport] = [],
    evaluations: Int, unexamined: Unexamined? = nil
  ) -> GradientReport {
    var report = GradientReport(
      subject: subject, configuration: configuration, precision: map.precision,
      noise: noise.deviation, probes: probes, blocks: blocks, opinions: opinions, parts: parts,
      evaluations: evaluations, unexamined: unexamined)
    report.warnings += [objection].compactMap { $0 }
    return report
  }

  private func investigation(
    _ found: [Investigation.Found], _ evaluations: Int, _ monitor: CheckMonitor
  ) -> Investigation {
    Investigation(
      map: map, problem: problem, configuration: configuration, probes: probes, found: found,
      evaluations: evaluations, isCancelled: monitor.isCancelled)
  }

  /// The blocks as far as they were measured, and what was found in them.
  private func found(_ measured: [[Measurement]?]) -> ([BlockCheck], [BlockFindings]) {
    var found = blocks.map { BlockFindings(count: $0.coordinates.count) }
    var examined = [[Int]](repeating: [], count: blocks.count)
    let isCut = measured.contains { $0 == nil }
    forEach(of: measured) { target, measurement in
      guard let measurement else { return }
      found[target.block].add(measurement, along: target)
      if isCut, case .coordinate(let coordinate) = target.kind {
        examined[target.block].append(coordinate)
      }
    }
    guard isCut else { return (blocks, found) }
    let blocks = blocks.enumerated().map { position, block in
      // A direction has its number among all.
      if found[position].directions.count < block.directionCount {
        found[position].directions = []
      }
      return BlockCheck(
        block.variable, at: position, of: problem, noise: noise, precision: map.precision,
        configuration: configuration, examined: examined[position])
    }
    return (blocks, found)
  }

  /// What each column of the Jacobian came to; nil for one that was not examined.
  private func columns(_ measured: [[Measurement]?]) -> [ColumnFindings?] {
    var columns: [ColumnFindings?] = []
    forEach(of: measured) { target, measurement in
      if target.isCoordinate { columns.append(measurement?.column) }
    }
    return columns
  }

  /// Calls `body` with what was measured of each group, in the order of the targets.
  private func forEach(
    of measured: [[Measurement]?], _ body: (BlockCheck.Target, Measurement?) -> Void
  ) {
    var places = [(group: Int, line: Int)](repeating: (0, 0), count: targets.count)
    for (group, lines) in groups.enumerated() {
      for (line, target) in lines.enumerated() { places[target] = (group, line) }
    }
    for (target, place) in zip(targets, places) { body(target, measured[place.group]?[place.line]) }
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
      map, named: subject, cotangent: problem.cotangent, allowance.rest(of: configuration),
      objection: objection
    ).report(monitor: monitor)
  }

  /// What each block gives rise to, derivatives that only rounding sets apart excused.
  private func followUps(
    _ found: [BlockFindings], in blocks: [BlockCheck]
  ) throws -> [FollowUp] {
    var found = found
    try AnalyticRounding.excuse(
      &found, in: blocks, of: map, problem, step: configuration.step,
      inside: noise.isBounded || noise.deviation == 0
        ? nil : noise.deviation / map.precision.unitRoundoff,
      threads: threads)
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
      try SecondOpinions(map: map, problem: problem, noise: noise.deviation).adjointness()
    }
    var opinions: [SecondOpinion] = []
    if let forward = map as? any ForwardDifferentiableMap {
      opinions.append(try adjointness(forward))
    }
    for (position, (followUp, found)) in zip(followUps, findings).enumerated() {
      guard let direction = followUp.failure(found) else { continue }
      return opinions
        + (try SecondOpinions(map: map, problem: problem, noise: noise.deviation)
          .onFailure(position: position, direction: direction, along: &line))
    }
    return opinions
  }
}
