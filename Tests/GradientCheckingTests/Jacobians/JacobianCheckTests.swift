import Foundation
import GSL
import Testing

@testable import GradientChecking

@Suite("Jacobian")
struct JacobianCheckTests {
  /// y = tanh(W·x), with the extents of its output, whose Jacobian is changed by what `error` gives for an
  /// output and a value of x.
  private struct Dense: DifferentiableMap {
    let variables: [Variable]
    let outputs: [Int]
    var error: @Sendable (_ output: Int, _ value: Int) -> Double = { _, _ in 0 }
    /// What the linearization alone gets wrong.
    var shortcutError: @Sendable (_ output: Int, _ value: Int) -> Double = { _, _ in 0 }

    init(_ count: Int, outputs: [Int], scale: Double = 1) {
      let generator = RandomGenerator(seed: 5)
      let rows = outputs.reduce(1, *)
      self.outputs = outputs
      variables = [
        Variable("x", values: generator.normals(count)),
        Variable(
          "W", shape: [rows, count], role: .parameter,
          values: generator.normals(rows * count).map { scale * $0 }),
      ]
    }

    private func row(_ j: Int, _ p: Point) -> ArraySlice<Double> {
      p[1][j * p[0].count..<(j + 1) * p[0].count]
    }

    func evaluate(at p: Point) -> Evaluation {
      Evaluation(
        (0..<p[1].count / p[0].count).map { j in
          tanh(zip(row(j, p), p[0]).reduce(0) { $0 + $1.0 * $1.1 })
        })
    }

    func pullback(of u: [Double], at p: Point) -> Point {
      var gradient = Point(p.blocks.map { $0.map { _ in 0 } })
      for (j, y) in evaluate(at: p).output.enumerated() {
        let slope = u[j] * (1 - y * y)
        for (i, weight) in row(j, p).enumerated() {
          gradient[0][i] += slope * weight + u[j] * error(j, i)
          gradient[1][j * p[0].count + i] += slope * p[0][i]
        }
      }
      return gradient
    }

    func linearization(of point: Point) -> any Linearization { Rows(map: self, point: point) }

    struct Rows: Linearization {
      let map: Dense
      let point: Point
      var outputShape: [Int] { map.outputs }

      func pullback(ofOutput output: Int, into row: inout JacobianRow) {
        var u = [Double](repeating: 0, count: outputShape.reduce(1, *))
        u[output] = 1
        var gradient = map.pullback(of: u, at: point)
        for i in gradient[0].indices { gradient[0][i] += map.shortcutError(output, i) }
        row.append(gradient)
      }
    }
  }

  private func jacobian(_ report: GradientReport, _ block: Int = 0) throws -> JacobianReport {
    try #require(report.blocks[block].jacobian)
  }

  @Test("A right one passes, and every entry counts")
  func right() throws {
    let report = try report(on: Dense(7, outputs: [5, 3])) { $0.checksJacobian = true }
    #expect(report.isPassed && report.warnings.isEmpty)
    let (x, weight) = (try jacobian(report, 0), try jacobian(report, 1))
    #expect((x.entries, x.nonzero) == (15 * 7, 15 * 7))
    #expect((weight.entries, weight.nonzero) == (15 * 15 * 7, 15 * 7))
    #expect(x.outputShape == [5, 3])
    for jacobian in [x, weight] {
      #expect(jacobian.isPassed && jacobian.wrong == 0 && jacobian.wrongOutputs == nil)
      #expect(jacobian.count(of: .agree) + jacobian.count(of: .withinNoise) == jacobian.nonzero)
    }
  }

  @Test("Without being asked for there is none")
  func unasked() throws {
    #expect(try report(on: Dense(3, outputs: [2])).blocks.allSatisfy { $0.jacobian == nil })
  }

  @Test("Every coordinate is checked, however large its block")
  func exhaustive() throws {
    let report = try report(on: Dense(7, outputs: [5, 3])) {
      $0.samplesPerBlock = 4
      $0.checksJacobian = true
    }
    #expect(report.blocks.map(\.checked) == [7, 105])
  }

  @Test(
    "An entry off by a millionth of the largest is found and named, though its column adds up to the tolerance"
  )
  func millionth() throws {
    var map = Dense(9, outputs: [6, 8], scale: 0.1)
    let largest = map.variables[0].values.reduce(0) { max($0, $1.magnitude) }
    // A seed whose random cotangent looks away from an output, of those that every generator has.
    let column = 3
    let (seed, hidden) = try #require(
      (0..<10_000 as Range<UInt64>).lazy.compactMap { seed -> (UInt64, Int)? in
        guard let cotangent = try? Problem(map, seed: seed).cotangent,
          let hidden = cotangent.indices.min(by: {
            cotangent[$0].magnitude < cotangent[$1].magnitude
          })
        else { return nil }
        let gradient = map.pullback(of: cotangent, at: Point(map.variables))[0][column]
        let shift = 1e-6 * largest * cotangent[hidden].magnitude
        return shift < 1e-8 * gradient.magnitude ? (seed, hidden) : nil
      }.first)
    map.error = { $0 == hidden && $1 == column ? 1e-6 * largest : 0 }
    let report = try report(on: map) {
      $0.seed = seed
      $0.checksJacobian = true
    }
    #expect(!report.isPassed && !report.blocks[0].isPassed && report.blocks[1].isPassed)
    #expect(report.blocks[0].count(of: .disagree) == 0)
    let found = try jacobian(report)
    #expect(found.wrong == 1)
    #expect(found.worst[0].output == [hidden / 8, hidden % 8] && found.worst[0].index == [3])
    let error = found.worst[0].analytic - found.worst[0].numeric
    #expect((error / (1e-6 * largest) - 1).magnitude < 0.01)
    #expect(
      found.wrongOutputs == "output[\(hidden / 8), \(hidden % 8)]"
        && found.wrongValues == "x[3]")
  }

  @Test("A saturated output does not move, and an entry that says it does is wrong")
  func standstill() throws {
    var map = Dense(9, outputs: [6, 8], scale: 5)
    let values = map.evaluate(at: Point(map.variables)).output
    let saturated = try #require(values.firstIndex { $0.magnitude == 1 })
    map.error = { $0 == saturated && $1 == 3 ? 1e-6 : 0 }
    let found = try jacobian(report(on: map) { $0.checksJacobian = true })
    #expect(found.wrong == 1 && found.worst[0].output == [saturated / 8, saturated % 8])
  }

  @Test("Where the wrong entries lie is said as a slice")
  func slice() throws {
    var map = Dense(6, outputs: [4, 3])
    map.error = { output, _ in output % 3 == 1 ? 0.1 : 0 }
    let found = try jacobian(report(on: map) { $0.checksJacobian = true })
    #expect(found.wrong == 24)
    #expect(found.wrongOutputs == "output[:, 1]" && found.wrongValues == nil)
  }

  @Test("Entries on the diagonal and beside it are told apart")
  func diagonal() throws {
    for isOn in [true, false] {
      var map = Dense(6, outputs: [6])
      map.error = { ($0 == $1) == isOn ? 0.1 : 0 }
      let found = try jacobian(report(on: map) { $0.checksJacobian = true })
      #expect(found.wrong == (isOn ? 6 : 30))
      #expect(found.pattern == (isOn ? "on the diagonal" : "off the diagonal"))
    }
  }

  @Test("A linearization that is not the pullback's is not used, and the report says so")
  func shortcut() throws {
    var map = Dense(6, outputs: [4, 3])
    map.shortcutError = { $0 == 7 && $1 == 2 ? 1e-9 : 0 }
    let right = try report(on: map) { $0.checksJacobian = true }
    #expect(right.isPassed)
    #expect(
      right.warnings == [
        "the pullbacks of single outputs do not add up to that of all at x[2]; plain ones were used"
      ])
    // What it hides comes out.
    map.error = { $0 == 7 && $1 == 2 ? 0.1 : 0 }
    map.shortcutError = { $0 == 7 && $1 == 2 ? -0.1 : 0 }
    let wrong = try report(on: map) { $0.checksJacobian = true }
    #expect(!wrong.isPassed)
    #expect(try jacobian(wrong).worst.map(\.output) == [[2, 1]])
  }

  @Test(
    "One thread and two find the same, and so do many tiles and one", arguments: [0, 1e-6, 0.1])
  func determinism(error: Double) throws {
    var map = Dense(6, outputs: [4, 3])
    map.error = { $0 % 5 == 2 && $1 > 3 ? error : 0 }
    let reports = try [(1, 1 << 23), (2, 1 << 23), (1, 200), (2, 1)].map { threads, entries in
      try report(on: map) {
        $0.checksJacobian = true
        $0.threads = threads
        $0.entriesPerTile = entries
      }
    }
    #expect(reports[0].isPassed == (error == 0))
    for report in reports { #expect(report.blocks == reports[0].blocks) }
    #expect(reports[1].evaluations == reports[0].evaluations)
    #expect(reports[2].evaluations > reports[0].evaluations)
  }

  @Test("A tile keeps to its budget")
  func budget() throws {
    let map = Dense(6, outputs: [4, 3])
    let point = Point(map.variables)
    let base = map.evaluate(at: point).output
    var end = 0
    while end < base.count {
      let tile = try JacobianTile(
        from: end, of: map.linearization(of: point), variables: map.variables, base: base,
        limit: 200, jobs: Jobs(threads: 2, monitor: CheckMonitor()), map: map)
      #expect(tile.rows.lowerBound == end && !tile.rows.isEmpty)
      #expect(tile.entries.count == 12 * tile.rows.count)
      #expect(tile.entries.count <= 200)
      end = tile.rows.upperBound
    }
    #expect(end == 12)
  }

  @Test("An entry of nothing but rounding, of terms that cancel, is no error")
  func cancellation() throws {
    let x = RandomGenerator(seed: 3).normals(30).map { 1e3 * $0 }
    let map = VectorSpecimen(
      at: x, output: { x in (0..<30).map { j in x.reduce(0, +) - x.reduce(0, +) + x[j] - x[0] } },
      pullback: { u, _ in
        var gradient = u
        gradient[0] -= u.reduce(0, +)
        return gradient
      })
    let report = try report(on: map) { $0.checksJacobian = true }
    #expect(try jacobian(report).wrong == 0)
    #expect(report.isPassed)
  }

  @Test("A saturated softmax is right, entry by entry")
  func saturation() throws {
    @Sendable func softmax(_ x: [Double]) -> [Double] {
      let largest = x.max() ?? 0
      let powers = x.map { exp($0 - largest) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    }
    let map = VectorSpecimen(
      at: [3, -40, 75, -2, 0.5], output: softmax,
      pullback: { u, x in
        let y = softmax(x)
        let mean = zip(u, y).reduce(0) { $0 + $1.0 * $1.1 }
        return zip(u, y).map { $1 * ($0 - mean) }
      })
    #expect(try report(on: map) { $0.checksJacobian = true }.isPassed)
  }
}
