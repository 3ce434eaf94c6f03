import Foundation
import GSL
import GradientChecking
import Testing

@Suite("Noise: what hides a gradient and what does not")
struct NoiseTests {
  @Test(
    "A small gradient under a large loss is told from a wrong one by larger steps",
    arguments: [(2.0, false), (-1, false), (0, false), (1, true)])
  func largeLoss(factor: Double, isRight: Bool) throws {
    let slopes = [1e-6, 2e-6, -3e-6]
    let specimen = Specimen(
      at: [1, 2, 3], value: { 1e6 + $0[0] * 1e-6 + $0[1] * 2e-6 - $0[2] * 3e-6 },
      gradient: { _ in slopes.map { factor * $0 } })
    let report = try report(on: specimen)
    #expect(report.isPassed == isRight, "\(report.blocks[0])")
  }

  @Test("Large terms of other coordinates in one sum hide a small one only from small steps")
  func mixedScales() throws {
    let specimen = Specimen(
      at: [1e6, 1e-3], value: { $0[0] * $0[0] + 1e6 * $0[1] },
      gradient: { [2 * $0[0], 1e6] })
    #expect(try report(on: specimen).isPassed)
    let wrong = specimen.altered { $0 == 1 ? 1.001 * $1 : $1 }
    #expect(try !report(on: wrong).isPassed)
  }

  @Test("The noise of one output does not excuse another")
  func mixedOutputs() throws {
    func specimen(_ factor: Double) -> VectorSpecimen {
      VectorSpecimen(
        at: [1e6, 1e-3], output: { $0.map { $0 * $0 } },
        pullback: { u, x in [2 * u[0] * x[0], factor * 2 * u[1] * x[1]] })
    }
    #expect(try report(on: specimen(1)).isPassed)
    for factor in [2, -1, 0, 1.01] {
      let report = try report(on: specimen(factor))
      #expect(!report.isPassed, "\(factor): \(report.blocks[0].counts)")
    }
  }

  @Test("The noise of the first variable does not excuse the second")
  func mixedVariables() throws {
    struct Sum: DifferentiableMap {
      let factor: Double
      let variables = [Variable("rough", values: [0.7, 1.3]), Variable("clean", values: [0.4])]
      func evaluate(at point: Point) -> Evaluation {
        Evaluation([
          point[0].reduce(0) { $0 + 1e4 * $1 + 1e-6 * pseudoNoise($1) }, 1e-3 * point[1][0],
        ])
      }
      func pullback(of u: [Double], at point: Point) -> Point {
        Point([[1e4 * u[0], 1e4 * u[0]], [factor * 1e-3 * u[1]]])
      }
    }
    #expect(try !report(on: Sum(factor: 1)).isRefuted)
    let wrong = try report(on: Sum(factor: 2))
    #expect(!wrong.isPassed, "\(wrong.blocks[1])")
  }

  @Test("A function that rounds its input to single precision is not refuted")
  func singlePrecisionInput() throws {
    try expectNotRefuted(
      value: { x in
        let y = x.map { Double(Float($0)) }; return y[0] * y[0] + 3 * y[1]
      },
      gradient: { [2 * $0[0], 3] })
  }

  @Test("A function that rounds its output to single precision is not refuted")
  func singlePrecisionOutput() throws {
    try expectNotRefuted(
      value: { Double(Float(sin($0[0]) * exp($0[1]))) },
      gradient: { [cos($0[0]) * exp($0[1]), sin($0[0]) * exp($0[1])] })
  }

  @Test("A function that computes in single precision throughout is not refuted")
  func singlePrecisionInside() throws {
    try expectNotRefuted(
      value: { Double(sin(Float($0[0])) * exp(Float($0[1]))) },
      gradient: { [cos($0[0]) * exp($0[1]), sin($0[0]) * exp($0[1])] })
  }

  private func expectNotRefuted(
    value: @escaping @Sendable ([Double]) -> Double,
    gradient: @escaping @Sendable ([Double]) -> [Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let generator = RandomGenerator(seed: 11)
    let refuted = try (0..<100).count { _ in
      let x = [generator.uniform(in: -3...3), generator.uniform(in: -3...3)]
      return try report(on: Specimen(at: x, value: value, gradient: gradient)).isRefuted
    }
    #expect(refuted == 0, "of 100 points", sourceLocation: sourceLocation)
  }

  @Test(
    "Known noise neither fails a right gradient nor passes a wrong one",
    arguments: [1e-12, 1e-10, 1e-8, 1e-6])
  func knownNoise(deviation: Double) throws {
    for seed in 0..<20 as Range<UInt64> {
      let specimen = Specimen(
        at: RandomGenerator(seed: seed).normals(4),
        value: { $0.reduce(0) { $0 + sin($1 / 2) + deviation * pseudoNoise($1) } },
        gradient: { $0.map { 0.5 * cos($0 / 2) } })
      let right = try report(on: specimen)
      #expect(!right.isRefuted, "seed \(seed): \(right.blocks[0].worst)")
      let wrong = try report(on: specimen.altered { 1.1 * $1 })
      #expect(!wrong.isPassed, "seed \(seed): \(wrong.blocks[0].worst)")
    }
  }

  /// The cross-entropy of two scores of which the right one is far ahead: log(1 + e^(x₁ − x₀)), which moves in
  /// stairs of 2e-16, ten billion times the rounding of its value.
  @Test("A loss near 0 is as noisy as the 1 in its logarithm")
  func nearlyZero() throws {
    func loss(_ x: [Double]) -> Double { log(1 + exp(x[1] - x[0])) }
    func gradient(_ x: [Double]) -> [Double] {
      let share = 1 / (1 + exp(x[0] - x[1]))
      return [-share, share]
    }
    func isPassed(_ factor: Double, at score: Double = -20) throws -> Bool {
      try report(
        on: ClosureFunction(
          at: [0, score], value: loss, gradient: { gradient($0).map { factor * $0 } })
      ).isPassed
    }
    for score in [-20, -25.45, -29, -36] { #expect(try isPassed(1, at: score), "\(score)") }
    for factor in [-1, 0, 0.5, 2] { #expect(try !isPassed(factor), "\(factor)") }
  }

  @Test("Standing still on one side of a kink excuses no slope")
  func stillBesideKink() throws {
    for x in [-0.02, -1e-3, -2e-5] {
      let function = ClosureFunction(at: [x], value: { max(0, $0[0]) }, gradient: { _ in [1] })
      #expect(try report(on: function).blocks[0].count(of: .disagree) == 1, "\(x)")
    }
  }

  @Test("What bends within the finest step that noise leaves is not refuted")
  func hiddenBend() throws {
    // The smooth maximum of three that tie; rounding by its own size is 0.1.
    let offset = 1e15
    let function = ClosureFunction(
      at: [1e6, 1e6, 1e6, 0],
      value: { x in
        let largest = x.max() ?? 0
        return offset + largest + log(x.reduce(0) { $0 + exp($1 - largest) })
      },
      gradient: { x in
        let largest = x.max() ?? 0
        let shares = x.map { exp($0 - largest) }
        return shares.map { $0 / shares.reduce(0, +) }
      })
    #expect(try report(on: function).blocks[0].count(of: .disagree) == 0)
  }
}
