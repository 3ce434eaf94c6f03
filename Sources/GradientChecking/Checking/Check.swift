import GSL

/// A check of one map, in three stages: what is prepared once, here; what is measured along each
/// line, which can be spread over cores and machines; and the report on it.
struct Check<Map: DifferentiableMap>: Sendable {
  let map: Map
  let subject: String
  let configuration: CheckConfiguration
  let problem: Problem
  let probes: [ContractProbe]
  let noise: NoiseLevel
  let line: Line
  let isPart: Bool
  let blocks: [BlockCheck]
  /// Why nothing is left out of evaluations; nil where shortcuts are used.
  let objection: String?
  let allowance: Allowance

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

  var threads: Int? { Check.threads(map, problem, configuration) }

  private static func threads(
    _ map: Map, _ problem: Problem, _ configuration: CheckConfiguration
  ) -> Int? {
    map.allowsConcurrentEvaluation ? problem.threads(configuration.threads) : 1
  }

  static func objection(_ place: String) -> String {
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
