import GSL

/// The check of every entry of a Jacobian, beside the ordinary check of every coordinate.
///
/// The ordinary check samples the function at ±h along each coordinate and contracts the outputs;
/// here the same samples are compared output by output with the rows of the analytic Jacobian.
/// These come in tiles, mostly one; for each further tile the columns are sampled anew. Of a check
/// that is cut into shards each works out all rows, but only its own columns.
struct JacobianCheck<Map: DifferentiableMap>: Sendable {
  private let map: Map
  private let problem: Problem
  private let configuration: CheckConfiguration
  private let linearization: any Linearization
  private let outputShape: [Int]
  private let amplification: Double
  private let rounding: EntryRounding
  private let jobs: Jobs
  /// The first column of each variable.
  private let starts: [Int]

  /// What the check came to.
  struct Findings {
    /// For each variable.
    let reports: [JacobianReport]
    /// A value whose entries do not add up to its derivative by the plain pullback.
    let violation: String?
  }

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
  }

  /// The tile whose first row is that of the output at `first`.
  func tile(from first: Int) throws -> JacobianTile {
    try JacobianTile(
      from: first, of: linearization, variables: map.variables, base: problem.base.output,
      limit: configuration.entriesPerTile, jobs: jobs, map: map)
  }

  /// A tile's part of the column of a coordinate, of which `line` has just given the derivative;
  /// nil along a vector.
  func findings(
    in tile: JacobianTile, _ displacement: Displacement, _ derivative: Derivative,
    along line: inout Line
  ) throws -> ColumnFindings? {
    guard case .coordinate(let coordinate) = displacement.direction else { return nil }
    let variable = displacement.variable
    return try map.evaluatingBesideOthers {
      try ColumnCheck(
        tile: tile, problem: problem, precision: map.precision, step: configuration.step,
        amplification: amplification, inaccuracy: configuration.accuracy, rounding: rounding
      ).findings(
        ofColumn: starts[variable] + coordinate,
        (variable, coordinate, map.variables[variable].values),
        isRefuted: derivative.status == .disagree, along: &line)
    }
  }

  /// Adds what the columns come to in the tiles behind one that they have been measured in.
  ///
  /// - Parameters:
  ///   - displacements: That of each measurement; worked out where there is another tile.
  ///   - line: A line of this problem, wherever it is aimed.
  func complete(
    _ measured: inout [[Measurement]], along displacements: @autoclosure () -> [[Displacement]],
    behind tile: JacobianTile, _ line: Line
  ) throws {
    var end = tile.rows.upperBound
    guard end < problem.base.output.count else { return }
    let displacements = displacements()
    while end < problem.base.output.count {
      let next = try self.tile(from: end)
      end = next.rows.upperBound
      measured = try jobs.run(Array(zip(measured, displacements)), startingWith: line) {
        group, line in
        let (measured, displacements) = group
        var found = [ColumnFindings?](repeating: nil, count: measured.count)
        let evaluations = try map.evaluatingBesideOthers {
          try line.together(displacements) { number, line in
            let displacement = displacements[number]
            guard case .coordinate(let coordinate) = displacement.direction else { return }
            line.aim(
              variable: displacement.variable, coordinate: coordinate,
              of: map.variables[displacement.variable].values)
            found[number] = try findings(
              in: next, displacement, measured[number].derivative, along: &line)
          }
        }
        return measured.indices.map {
          measured[$0].adding(found[$0], evaluations: evaluations[$0])
        }
      }
    }
  }

  /// The whole check, given what every column came to; nil for one that was not examined.
  func findings(_ columns: [ColumnFindings?]) -> Findings {
    let reports = map.variables.enumerated().map { position, variable in
      JacobianReport(
        variable, outputShape: outputShape,
        columns: Array(columns[starts[position]..<starts[position + 1]]), precision: map.precision)
    }
    return Findings(reports: reports, violation: violation(columns))
  }

  /// The first value whose entries, contracted, are not its derivative by the plain pullback.
  private func violation(_ columns: [ColumnFindings?]) -> String? {
    guard !(linearization is PlainLinearization<Map>) else { return nil }
    let scale = columns.reduce(0) { max($0, $1?.magnitude ?? 0) }
    let tolerance = map.precision.reordering(of: scale)
    for (position, variable) in map.variables.enumerated() {
      for (coordinate, derivative) in problem.gradient[position].enumerated() {
        guard let sum = columns[starts[position] + coordinate]?.contraction else { continue }
        guard sum == derivative || (sum - derivative).magnitude <= tolerance else {
          return "\(variable.name)\(variable.index(ofOffset: coordinate))"
        }
      }
    }
    return nil
  }
}
