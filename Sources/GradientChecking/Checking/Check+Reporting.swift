import GSL

// The report on what was measured: what it gives rise to, and what it comes to.

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
      isPart || isRefuted || limit != nil
      ? nil : try secondPoint.outcome(isOnKink: found.areOnKink, evaluations: &beside)
    if case .right? = elsewhere { found.settleMeetingKinks() }
    let followUps = try followUps(found, in: blocks)
    // What only follows on a suspicion is left where there is no verdict to come.
    var findings =
      limit == nil
      ? try self.findings(followUps, &limit, along: line, monitor)
      : followUps.map { ($0.findings(areSampled: blockIsSampled($0)), 0) }
    let isFinished = limit == nil
    if isFinished { try addTies(across: followUps, to: &findings) }
    let opinions =
      isFinished ? try secondOpinions(followUps, findings.map(\.0), along: &line) : []
    // Of a block whose directions were not examined there is nothing to report.
    let contracted = zip(followUps, findings).map { followUp, found in
      followUp.directions.isEmpty ? nil : followUp.report(found.0, precision: map.precision)
    }
    var parts = measured.parts.compactMap { $0 }
    if case .wrong(let point)? = elsewhere, contracted.allSatisfy({ $0?.isPassed ?? true }) {
      let nearby = try secondPoint.report(at: point, named: subject, monitor: monitor)
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

  /// Adds a contradiction that shows only where coordinates on kinks are moved in several blocks.
  private func addTies(
    across followUps: [FollowUp], to findings: inout [(FollowUp.Findings, Int)]
  ) throws {
    // In single precision no step suits coordinates of several blocks at once.
    guard map.precision == .double, findings.allSatisfy({ $0.0.tie == nil }),
      followUps.allSatisfy({ $0.coordinates.allSatisfy { !$0.status.isFailure } }),
      let check = TieCheck(
        across: followUps, key: problem.key.derived(1).derived(followUps.count))
    else { return }
    let contradiction = try check.contradiction { direction in
      try TieCheck.derivative(
        along: direction, of: map, problem, noise: noise, configuration,
        evaluations: &findings[0].1)
    }
    guard let contradiction else { return }
    for number in findings.indices where !followUps[number].kinks.isEmpty {
      findings[number].0.tie = contradiction
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
    // What drowns in a part shows in the whole, or drowns there too.
    if isPart { found.indices.forEach { found[$0].nothingDrowns() } }
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
