import GSL

/// The check of every entry of a Jacobian, beside the ordinary check of every coordinate.
///
/// The ordinary check samples the function at ±h along each coordinate and contracts the outputs; here the
/// same samples are compared output by output with the rows of the analytic Jacobian. These come in tiles,
/// mostly one; for each further tile the columns are sampled anew.
struct JacobianCheck<Map: DifferentiableMap>: Sendable {
  private let map: Map
  private let problem: Problem
  private let configuration: CheckConfiguration
  private let linearization: any Linearization
  private let outputShape: [Int]
  private let amplification: Double
  private let rounding: EntryRounding
  private let jobs: Jobs
  private let tile: JacobianTile
  /// The first column of each variable.
  private let starts: [Int]

  /// What the check came to.
  struct Findings {
    /// For each variable.
    let reports: [JacobianReport]
    /// A value whose entries do not add up to its derivative by the plain pullback.
    let violation: String?
  }

  /// Works out the first tile.
  ///
  /// - Parameters:
  ///   - jobs: What spreads the work over the cores.
  ///   - usesShortcuts: Whether rows come from the map's own linearization, or from plain pullbacks.
  ///
  /// - Throws: what the map throws.
  init(
    _ map: Map, _ problem: Problem, noise: NoiseLevel, configuration: CheckConfiguration,
    usesShortcuts: Bool, jobs: Jobs
  ) throws {
    self.map = map
    self.problem = problem
    self.configuration = configuration
    self.jobs = jobs
    let outputs = problem.base.output.count
    let own = try map.linearization(of: problem.point)
    outputShape = own.outputShape.reduce(1, *) == outputs ? own.outputShape : [outputs]
    linearization =
      usesShortcuts ? own : PlainLinearization(of: map, at: problem.point, outputs: outputs)
    amplification = max(1, noise.amplification)
    rounding = EntryRounding(of: map, in: problem, step: configuration.step)
    starts = JacobianRow(of: map.variables).starts
    tile = try JacobianTile(
      from: 0, of: linearization, variables: map.variables, base: problem.base.output,
      limit: configuration.entriesPerTile, jobs: jobs, map: map)
  }

  /// The first tile's part of the column of a coordinate, of which `line` has just given the derivative;
  /// nil along a vector.
  func findings(
    _ displacement: Displacement, _ derivative: Derivative, along line: inout Line
  ) throws -> ColumnFindings? {
    guard case .coordinate(let coordinate) = displacement.direction else { return nil }
    return try map.evaluatingBesideOthers {
      try findings(
        in: tile, displacement.variable, coordinate, isRefuted: derivative.status == .disagree,
        along: &line)
    }
  }

  private func findings(
    in tile: JacobianTile, _ variable: Int, _ coordinate: Int, isRefuted: Bool,
    along line: inout Line
  ) throws -> ColumnFindings {
    try ColumnCheck(
      tile: tile, problem: problem, precision: map.precision, step: configuration.step,
      amplification: amplification, rounding: rounding
    ).findings(
      ofColumn: starts[variable] + coordinate,
      (variable, coordinate, map.variables[variable].values), isRefuted: isRefuted, along: &line)
  }

  /// The whole check, given what every column came to in the first tile, with the derivatives of the
  /// contracted outputs.
  ///
  /// - Parameter line: A line of this problem, wherever it is aimed.
  func findings(
    _ first: [(ColumnFindings, Derivative)], along line: inout Line
  ) throws -> Findings {
    var columns = first.map(\.0)
    var end = tile.rows.upperBound
    while end < problem.base.output.count {
      let next = try JacobianTile(
        from: end, of: linearization, variables: map.variables, base: problem.base.output,
        limit: configuration.entriesPerTile, jobs: jobs, map: map)
      end = next.rows.upperBound
      let found = try jobs.run(Array(columns.indices), startingWith: line) { column, line in
        try map.evaluatingBesideOthers {
          let variable = (starts.firstIndex { $0 > column } ?? 1) - 1
          let coordinate = column - starts[variable]
          line.aim(
            variable: variable, coordinate: coordinate, of: map.variables[variable].values)
          let before = line.evaluations
          let findings = try findings(
            in: next, variable, coordinate, isRefuted: first[column].1.status == .disagree,
            along: &line)
          return (findings, evaluations: line.evaluations - before)
        }
      }
      for column in columns.indices { columns[column].merge(found[column].0) }
      line.count(found.reduce(0) { $0 + $1.evaluations })
    }
    let reports = map.variables.enumerated().map { position, variable in
      JacobianReport(
        variable, outputShape: outputShape,
        columns: Array(columns[starts[position]..<starts[position + 1]]), precision: map.precision)
    }
    return Findings(reports: reports, violation: violation(columns))
  }

  /// The first value whose entries, contracted, are not its derivative by the plain pullback.
  private func violation(_ columns: [ColumnFindings]) -> String? {
    guard !(linearization is PlainLinearization<Map>) else { return nil }
    let scale = columns.reduce(0) { max($0, $1.magnitude) }
    let tolerance = 1e4 * map.precision.unitRoundoff * scale
    for (position, variable) in map.variables.enumerated() {
      for (coordinate, derivative) in problem.gradient[position].enumerated() {
        let sum = columns[starts[position] + coordinate].contraction
        guard sum == derivative || (sum - derivative).magnitude <= tolerance else {
          return "\(variable.name)\(variable.index(ofOffset: coordinate))"
        }
      }
    }
    return nil
  }
}
