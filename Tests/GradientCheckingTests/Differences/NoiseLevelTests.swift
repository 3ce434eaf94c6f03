import Foundation
import GSL
import Testing

@testable import GradientChecking

@Suite("Noise level")
struct NoiseLevelTests {
  /// The measured noise of a function along its first coordinate.
  private func deviation(
    _ kind: KeyPath<NoiseLevel, Double> = \.loud, at x: Double, precision: Precision = .double,
    _ value: @escaping @Sendable (Double) -> Double
  ) throws -> Double {
    let specimen = Specimen(at: [x], value: { value($0[0]) }, gradient: { _ in [0] })
    let point = Point([[x]])
    var line = Line(
      from: try specimen.evaluate(at: point), cotangent: [1],
      in: try specimen.neighborhood(of: point), precision: precision)
    line.aim(variable: 0, coordinate: 0, of: [x])
    let floor = precision.unitRoundoff * value(x).magnitude
    return try NoiseLevel(&line, precision: precision, rounding: floor)[keyPath: kind]
  }

  @Test(
    "Known noise on a smooth function is measured within a factor of 3",
    arguments: [1e-12, 1e-9, 1e-6, 1e-3])
  func known(sigma: Double) throws {
    var outside = 0
    for seed in 0..<50 as Range<UInt64> {
      let x = RandomGenerator(seed: seed).normal()
      let measured = try deviation(at: x) { sin($0) + sigma * pseudoNoise($0) }
      if measured < sigma / 3 || measured > 3 * sigma { outside += 1 }
    }
    // Seven places leave the estimate a spread of its own.
    #expect(outside <= 3, "of 50")
  }

  @Test("A smooth function has no more noise than a few roundings")
  func smooth() throws {
    for seed in 0..<50 as Range<UInt64> {
      let x = RandomGenerator(seed: seed).normal()
      #expect(try deviation(at: x) { exp($0) + 1 } <= 4e-16 * (exp(x) + 1))
    }
  }

  @Test("A kink on one side is not taken for noise")
  func kink() throws {
    #expect(try deviation(\.quiet, at: 0) { relu($0) } <= 1e-22)
    #expect(try deviation(\.quiet, at: 2e-8) { relu($0) } <= 1e-22)
  }

  @Test("A staircase of single precision is measured within a factor of 10")
  func staircase() throws {
    var outside = 0
    for seed in 0..<50 as Range<UInt64> {
      let x = RandomGenerator(seed: seed).uniform(in: 1...2)
      // Rounding to a grid of 2⁻²³ adds an error of standard deviation 2⁻²³/√12.
      let sigma = 0x1p-23 / 12.0.squareRoot()
      let measured = try deviation(at: x) { Double(Float($0)) }
      if measured < sigma / 10 || measured > 10 * sigma { outside += 1 }
    }
    #expect(outside <= 10, "of 50")
  }

  @Test("Values that are not finite count as no noise")
  func notFinite() throws {
    #expect(try deviation(at: 0) { $0 == 0 ? 0 : .nan } == 0)
  }
}
