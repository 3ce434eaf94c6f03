import Foundation
import GSL
import Testing

@testable import GradientChecking

@Suite("Noise level")
struct NoiseLevelTests {
  /// The measured noise of a function along its first coordinate.
  private func deviation(
    at x: Double, precision: Precision = .double,
    _ value: @escaping @Sendable (Double) -> Double
  ) throws -> Double {
    let specimen = Specimen(at: [x], value: { value($0[0]) }, gradient: { _ in [0] })
    let point = Point([[x]])
    var line = Line(
      from: try specimen.evaluate(at: point), cotangent: [1],
      in: try specimen.neighborhood(of: point), precision: precision)
    line.aim(variable: 0, coordinate: 0, of: [x])
    let floor = precision.unitRoundoff * value(x).magnitude
    return try NoiseLevel(
      &line, precision: precision, rounding: floor, spacings: NoiseLevel.most
    ).deviation
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
    #expect(try deviation(at: 0) { relu($0) } <= 1e-22)
    for distance in [2e-8, 3e-6, 1e-4, 1e-2] {
      #expect(try deviation(at: distance) { relu($0 - 2 * distance) } <= 1e-16)
    }
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

  @Test(
    "Stairs are measured below what moves smoothly, however wide they are",
    arguments: [1e-6, 1e-4, 1e-3])
  func stairsUnderSlope(width: Double) throws {
    var outside = 0
    for seed in 0..<50 as Range<UInt64> {
      let x = RandomGenerator(seed: seed).uniform(in: 1...2)
      let sigma = width / 12.0.squareRoot()
      let measured = try deviation(at: x) { sin(3 * $0) + ($0 / width).rounded() * width }
      if measured < sigma / 10 || measured > 10 * sigma { outside += 1 }
    }
    #expect(outside <= 5, "of 50")
  }

  @Test("What is steep only is no staircase")
  func steep() throws {
    #expect(try deviation(at: 0) { 1 / (1 + exp(-1e6 * ($0 - 2e-3))) } <= 1e-15)
    // Rounding of 3,000 is what its sine has of noise.
    #expect(try deviation(at: 0.3) { sin(1e4 * $0) } <= 1e-12)
  }

  @Test("Values that are not finite count as no noise")
  func notFinite() throws {
    #expect(try deviation(at: 0) { $0 == 0 ? 0 : .nan } == 0)
  }
}
