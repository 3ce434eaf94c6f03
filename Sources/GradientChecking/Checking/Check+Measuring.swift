// What is measured along each line, and in each part.

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
          tolerance: map.precision.reordering(of: block.largest))
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
