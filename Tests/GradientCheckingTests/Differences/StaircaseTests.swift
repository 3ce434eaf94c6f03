import Foundation
import GSL
import Testing

@testable import GradientChecking

@Suite("Stairs of single precision")
struct StaircaseTests {
  private func stairs(
    at x: Double, slope: Double, _ value: @escaping @Sendable (Double) -> Double
  ) throws -> Staircase? {
    let specimen = Specimen(at: [x], value: { value($0[0]) }, gradient: { _ in [0] })
    var line = Line(
      from: try specimen.evaluate(at: Point([[x]])), cotangent: [1],
      in: try specimen.neighborhood(of: Point([[x]])), precision: .double)
    line.aim(variable: 0, coordinate: 0, of: [x])
    return try Staircase(&line, slope: slope, rounding: 0x1p-53 * value(x).magnitude)
  }

  @Test("They are recognized whether the input, the output or something between is rounded")
  func recognized() throws {
    for seed in 0..<50 as Range<UInt64> {
      let x = RandomGenerator(seed: seed).uniform(in: 0.5...3)
      #expect(
        try stairs(at: x, slope: 2 * x) {
          let y = Double(Float($0)); return y * y
        } != nil)
      #expect(try stairs(at: x, slope: exp(x)) { Double(Float(exp($0))) } != nil)
      #expect(try stairs(at: x, slope: exp(x)) { Double(exp(Float($0))) } != nil)
    }
  }

  @Test("Neither a smooth function, a dead ReLU, a constant nor a jump has them")
  func others() throws {
    #expect(try stairs(at: 1.3, slope: exp(1.3)) { exp($0) } == nil)
    #expect(try stairs(at: 1.3, slope: 0.5) { 5 + relu($0 - 1.3 - 1e-6) } == nil)
    #expect(try stairs(at: 1.3, slope: 1) { _ in 5 } == nil)
    #expect(try stairs(at: 0, slope: 5e4) { $0 >= 0 ? 1 : 0 } == nil)
  }

  @Test(
    "They are named where a gradient is wrong, and excuse a right one", arguments: [1, 1.1])
  func named(factor: Double) throws {
    let specimen = Specimen(
      at: [0.7, -1.3], value: { Double(sin(Float($0[0])) * exp(Float($0[1]))) },
      gradient: { [factor * cos($0[0]) * exp($0[1]), factor * sin($0[0]) * exp($0[1])] })
    let report = try report(on: specimen)
    #expect(report.isPassed == (factor == 1))
    let isNamed = report.blocks[0].notes.contains { $0.contains("single precision") }
    #expect(isNamed || factor == 1)
  }
}
