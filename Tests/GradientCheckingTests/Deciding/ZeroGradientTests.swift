import Foundation
import GSL
import GradientChecking
import Testing

@Suite("Gradients that are zero")
struct ZeroGradientTests {
  @Test(
    "The sum of a softmax has a gradient of rounding errors, which passes",
    arguments: 0..<20 as Range<UInt64>)
  func softmax(seed: UInt64) throws {
    let specimen = Specimen(
      at: RandomGenerator(seed: seed).normals(9),
      value: { x in
        let powers = x.map { exp($0) }
        let sum = powers.reduce(0, +)
        return powers.reduce(0) { $0 + $1 / sum }
      },
      gradient: { x in
        let powers = x.map { exp($0) }
        let sum = powers.reduce(0, +)
        let y = powers.map { $0 / sum }
        let total = y.reduce(0, +)
        return y.map { $0 * (1 - total) }
      })
    let right = try report(on: specimen)
    #expect(right.isPassed, "\(right.blocks[0].worst)")
    #expect(!right.blocks[0].notes.isEmpty)
    let diagonalOnly = try report(on: specimen.altered { $1 + 0.1 })
    #expect(!diagonalOnly.isPassed)
  }

  @Test("A constant passes with zeros, is said not to depend on it, and fails with anything else")
  func constant() throws {
    for (slope, isRight) in [(0.0, true), (1, false), (1e-6, false), (1e-9, false)] {
      let report = try report(
        on: Specimen(at: [1, -2], value: { _ in 5 }, gradient: { _ in [slope, slope] }))
      #expect(report.isPassed == isRight, "\(slope): \(report.blocks[0])")
      #expect(report.blocks[0].notes.contains { $0.contains("no dependence") } || !isRight)
    }
  }

  @Test("A variable without influence passes with zero and fails with anything else")
  func oneVariable() throws {
    for (slope, isRight) in [(0.0, true), (1e-3, false), (1e-8, false)] {
      let specimen = Specimen(
        at: [0.7, 0.2, -1], value: { sin($0[0]) * $0[2] },
        gradient: { [cos($0[0]) * $0[2], slope, sin($0[0])] })
      #expect(try report(on: specimen).isPassed == isRight, "\(slope)")
    }
  }

  @Test("A gradient that is zero everywhere is a finding of its own")
  func missing() throws {
    let report = try report(
      on: Specimen(at: [1, 2], value: { $0[0] * $0[1] }, gradient: { _ in [0, 0] }))
    #expect(!report.isPassed)
    #expect(
      report.blocks[0].notes == ["the analytic gradient is zero everywhere, the numeric one is not"]
    )
  }

  @Test("At a minimum the gradient is zero and passes")
  func minimum() throws {
    let specimen = Specimen(
      at: [0, 0], value: { $0[0] * $0[0] + pow($0[1], 4) },
      gradient: { [2 * $0[0], 4 * pow($0[1], 3)] })
    #expect(try report(on: specimen).isPassed)
    #expect(try !report(on: specimen.altered { $1 + 1e-6 }).isPassed)
  }
}
