import Foundation
import GradientChecking
import Testing

@Suite("Functions with poles, of extreme size, at the edge of their domain")
struct FarRangeTests {
  /// Checks the gradient times some factors, of which only 1 may pass.
  private func expectOnlyItself(
    of function: Specimen, _ comment: Comment, factors: [Double] = [1.000_001, 1.05, 2, -1, 0],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for factor in [1] + factors {
      let report = try report(on: function.altered { factor * $1 })
      #expect(
        report.isPassed == (factor == 1), "\(comment), times \(factor): \(report.blocks[0])",
        sourceLocation: sourceLocation)
    }
  }

  @Test("A gradient that grows towards a pole is no rounding", arguments: [1.0, 2, 3, 4, 6, 12])
  func poles(power: Double) throws {
    try expectOnlyItself(
      of: Specimen(
        at: [1.3, 0.9, 1.7], value: { $0.reduce(0) { $0 + pow($1, -power) } },
        gradient: { $0.map { -power * pow($0, -power - 1) } }), "Σ x⁻ᵖ, p = \(power)")
    try expectOnlyItself(
      of: Specimen(
        at: [1.3, 1.2, 1.7], value: { $0.reduce(0) { $0 + 4 * (pow($1, -12) - pow($1, -6)) } },
        gradient: { $0.map { 4 * (-12 * pow($0, -13) + 6 * pow($0, -7)) } }), "Lennard-Jones")
  }

  @Test("One entry too large among many that are not sampled shows, however near the pole")
  func unsampledEntry() throws {
    let values = (0..<3000).map { 1.5 + 0.1 * sin(Double($0)) }
    let function = Specimen(
      at: values, value: { $0.reduce(0) { $0 + pow($1, -6) } },
      gradient: { x in
        x.enumerated().map { -6 * pow($1, -7) * ($0 == 1234 ? 3 : 1) }
      })
    #expect(try !report(on: function) { $0.samplesPerBlock = 200 }.isPassed)
  }

  @Test(
    "Squares of values that are too large or too small for a number decide nothing",
    arguments: [1e-300, 1e-200, 1e-160, 1e-150, 1e100, 1e150, 1e155, 1e200, 1e300])
  func extremeScales(scale: Double) throws {
    try expectOnlyItself(
      of: Specimen(
        at: [0.7, 1.3], value: { scale * (sin($0[0]) + $0[1] * $0[1]) },
        gradient: { [scale * cos($0[0]), scale * 2 * $0[1]] }), "scale \(scale)",
      factors: [1.001, 2, -1, 0])
  }

  @Test("A gradient of 0 does not agree with what is not a number")
  func edgesOfDomains() throws {
    let wrong: [(String, Double, @Sendable (Double) -> Double)] = [
      ("√x", 0, { $0.squareRoot() }), ("x·log x", 0, { $0 == 0 ? 0 : $0 * log($0) }),
      ("acos", 1, { acos($0) }), ("log", 1e-6, { log($0) }),
    ]
    for (name, x, f) in wrong {
      let function = Specimen(
        at: [x, 1], value: { f($0[0]) + $0[1] }, gradient: { _ in [0, 1] })
      #expect(try !report(on: function).isPassed, "\(name) at \(x)")
    }
  }

  @Test("Where only the second derivative jumps, a gradient of 0 passes and no other does")
  func bends() throws {
    let bends: [(String, Specimen)] = [
      (
        "relu²",
        Specimen(
          at: [0, 1, -1], value: { $0.reduce(0) { $0 + max(0, $1) * max(0, $1) } },
          gradient: { $0.map { 2 * max(0, $0) } })
      ),
      (
        "x·|x|",
        Specimen(
          at: [0, 2], value: { $0[0] * abs($0[0]) + $0[1] }, gradient: { [2 * abs($0[0]), 1] })
      ),
      (
        "squared hinge",
        Specimen(
          at: [1, 1, 0.3],
          value: { x in
            let (a, b) = (max(0, x[0] - x[1]), max(0, x[2] - x[1]))
            return a * a + b * b
          },
          gradient: { x in
            let (a, b) = (max(0, x[0] - x[1]), max(0, x[2] - x[1]))
            return [2 * a, -2 * (a + b), 2 * b]
          })
      ),
    ]
    for (name, function) in bends {
      #expect(try report(on: function).isPassed, "\(name)")
      for error in [1e-6, 0.01, -1] {
        let wrong = function.altered { $0 == 0 ? $1 + error : $1 }
        #expect(try !report(on: wrong).isPassed, "\(name), off by \(error)")
      }
    }
  }
}
