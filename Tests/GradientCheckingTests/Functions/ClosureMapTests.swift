import Foundation
import GradientChecking
import Testing

@Suite("Maps of closures")
struct ClosureMapTests {
  /// y = W·x + b, of 3 inputs and 2 outputs.
  static func affine<Scalar: MapScalar>(
    _: Scalar.Type, gradientOfBias: @escaping ([Scalar]) -> [Scalar] = { $0 }
  ) -> ClosureMap<Scalar> {
    ClosureMap(
      variables,
      outputs: { p in
        (0..<2).map { i in (0..<3).reduce(p[2][i]) { $0 + p[1][3 * i + $1] * p[0][$1] } }
      },
      pullback: { g, p in
        [
          (0..<3).map { j in g[0] * p[1][j] + g[1] * p[1][3 + j] },
          (0..<6).map { g[$0 / 3] * p[0][$0 % 3] },
          gradientOfBias(g),
        ]
      })
  }

  static let variables = [
    Variable("x", values: [0.5, -1.1, 2]),
    Variable("W", shape: [2, 3], role: .parameter, values: [1, 2, 3, -4, 5, 0.6]),
    Variable("b", role: .parameter, values: [0.1, 0.2]),
  ]

  private func report(_ map: some DifferentiableMap) throws -> GradientReport {
    try GradientChecker().check(map, named: "the map")
  }

  @Test func `right gradients of several blocks and outputs pass, in both precisions`() throws {
    let double = try report(Self.affine(Double.self))
    #expect(double.isPassed && double.precision == .double)
    #expect(double.blocks.map(\.shape) == [[3], [2, 3], [2]])
    let float = try report(Self.affine(Float.self))
    #expect(float.isPassed && float.precision == .float)
  }

  @Test func `a wrong block is named, in both precisions`() throws {
    for report in [
      try report(Self.affine(Double.self) { $0.map { 2 * $0 } }),
      try report(Self.affine(Float.self) { $0.map { 2 * $0 } }),
    ] {
      #expect(report.blocks.map(\.isPassed) == [true, true, false])
    }
  }

  @Test func `variables stand where Float can stand`() {
    let map = Self.affine(Float.self)
    #expect(map.variables[0].values == [0.5, Double(Float(-1.1)), 2])
    #expect(Self.affine(Double.self).variables[0].values[1] == -1.1)
  }

  @Test func `a value and a gradient make a map with one output`() throws {
    let right = ClosureMap<Double>(
      Self.variables, value: { p in p[0][0] * p[2][1] + p[1][4] },
      gradient: { p in [[p[2][1], 0, 0], [0, 0, 0, 0, 1, 0], [0, p[0][0]]] })
    #expect(try report(right).isPassed)
    let wrong = ClosureMap<Double>(
      Self.variables,
      valueWithGradient: { p in
        (p[0][0] * p[2][1] + p[1][4], [[p[2][1], 0, 0], [0, 0, 0, 0, 2, 0], [0, p[0][0]]])
      })
    #expect(try report(wrong).blocks.map(\.isPassed) == [true, false, true])
  }

  @Test func `all calls come from the thread of the check unless it is told otherwise`() throws {
    final class Threads: @unchecked Sendable {
      let lock = NSLock()
      var seen: Set<ObjectIdentifier> = []
      func note() { lock.withLock { _ = seen.insert(ObjectIdentifier(Thread.current)) } }
    }
    let threads = Threads()
    let values = (1...400).map { Double($0) / 100 }
    var map = ClosureMap<Double>(
      [Variable("x", values: values)],
      value: { p in
        threads.note()
        return p[0].reduce(0) { $0 + $1 * $1 }
      }, gradient: { p in [p[0].map { 2 * $0 }] })
    #expect(try report(map).isPassed)
    #expect(threads.seen.count == 1)
    map.allowsConcurrentEvaluation = true
    var configuration = CheckConfiguration()
    configuration.threads = 2
    #expect(try GradientChecker(configuration).check(map, named: "the map").isPassed)
    #expect(threads.seen.count > 1)
  }

  @Test func `the rows of the Jacobian go by the output's shape`() throws {
    var map = Self.affine(Double.self) { [$0[0], 0] }
    map.outputShape = [2, 1]
    var configuration = CheckConfiguration()
    configuration.checksJacobian = true
    let report = try GradientChecker(configuration).check(map, named: "the map")
    #expect(report.blocks[2].jacobian?.outputShape == [2, 1])
    #expect(report.blocks[2].jacobian?.wrongOutputs == "output[1, :]")
  }

  // MARK: - Accumulation

  /// xᵢ² of three numbers, with a pullback that adds to buffers.
  private func squares<Scalar: MapScalar>(
    _: Scalar.Type,
    _ pullback: @escaping ([Scalar], [[Scalar]], inout [[Scalar]]) -> Void
  ) -> ClosureMap<Scalar> {
    ClosureMap(
      [Variable("x", values: [1, -2, 0.5])], outputs: { $0[0].map { $0 * $0 } },
      accumulatingPullback: pullback)
  }

  @Test func `a pullback that adds passes, in both precisions`() throws {
    let double = try report(
      squares(Double.self) { g, p, d in for i in 0..<3 { d[0][i] += 2 * p[0][i] * g[i] } })
    #expect(double.isPassed)
    #expect(double.probes.contains { $0.promise == "the gradient is added to its buffer" })
    #expect(
      try report(
        squares(Float.self) { g, p, d in for i in 0..<3 { d[0][i] += 2 * p[0][i] * g[i] } }
      ).isPassed)
  }

  @Test func `a pullback that overwrites its buffer breaks a promise`() throws {
    let report = try report(
      squares(Double.self) { g, p, d in for i in 0..<3 { d[0][i] = 2 * p[0][i] * g[i] } })
    let broken = report.probes.filter { !$0.isKept }
    #expect(broken.map(\.promise) == ["the gradient is added to its buffer"])
    #expect(broken.first?.evidence?.hasPrefix("the buffer of x[0] holds ") == true)
  }

  @Test func `a pullback that overwrites one entry breaks a promise`() throws {
    let report = try report(
      squares(Double.self) { g, p, d in
        for i in 0..<3 { d[0][i] += 2 * p[0][i] * g[i] }
        d[0][2] = 2 * p[0][2] * g[2]
      })
    #expect(report.probes.filter { !$0.isKept }.first?.evidence?.contains("x[2]") == true)
  }

  @Test func `what is written to inputs through pointers is noticed, and does no harm`() throws {
    let given = [1, -2, 0.5]
    let map = ClosureMap<Double>(
      [Variable("x", values: given)], outputs: { $0[0].map { $0 * $0 } },
      accumulatingPullback: { g, p, d in
        for i in 0..<3 { d[0][i] += 2 * p[0][i] * g[i] }
        p[0].withUnsafeBufferPointer { UnsafeMutablePointer(mutating: $0.baseAddress!)[1] = 0 }
      })
    let report = try report(map)
    let broken = report.probes.filter { !$0.isKept }
    #expect(broken.map(\.promise) == ["inputs are left alone"])
    #expect(broken.first?.evidence == "x[1] is -2.0 before the pullback, 0.0 after")
    #expect(map.variables[0].values == given)
  }

  @Test func `a cotangent that is scaled in place is noticed`() throws {
    let report = try report(
      squares(Double.self) { g, p, d in
        g.withUnsafeBufferPointer { UnsafeMutablePointer(mutating: $0.baseAddress!)[0] *= 2 }
        for i in 0..<3 { d[0][i] += 2 * p[0][i] * g[i] / (i == 0 ? 2 : 1) }
      })
    #expect(
      report.probes.filter { !$0.isKept }.first?.evidence?.hasPrefix("cotangent[0]") == true)
  }
}
