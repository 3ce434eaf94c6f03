import Foundation
import GSL
import Testing

@testable import GradientChecking

@Suite("Stairs of single precision")
struct StairsTests {
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

  @Test(
    "A right gradient of sums in single precision passes, a wrong one does not",
    arguments: [(8, 0), (32, 0), (32, 1), (32, 2), (64, 3)] as [(Int, UInt64)])
  func sums(samples: Int, seed: UInt64) throws {
    let logits = RandomGenerator(seed: seed).normals(10 * samples)
    @Sendable func crossEntropy(_ x: [Double]) -> Double {
      var sum: Float = 0
      for n in 0..<samples {
        let powers = (0..<10).map { exp(Float(x[10 * n + $0])) }
        sum -= log(powers[n % 10] / powers.reduce(0, +))
      }
      return Double(sum / Float(samples))
    }
    @Sendable func gradient(_ x: [Double]) -> [Double] {
      (0..<samples).flatMap { n in
        let powers = (0..<10).map { exp(x[10 * n + $0]) }
        let sum = powers.reduce(0, +)
        return (0..<10).map { (powers[$0] / sum - ($0 == n % 10 ? 1 : 0)) / Double(samples) }
      }
    }
    let right = Specimen(at: logits, value: crossEntropy, gradient: gradient)
    let block = try report(on: right).blocks[0]
    #expect(block.isPassed, "\(block)")
    #expect(try !report(on: right.altered { 1.5 * $1 }).isPassed)
    #expect(try !report(on: right.altered { -$1 }).isPassed)

    let values = RandomGenerator(seed: seed).normals(300)
    let squares = Specimen(
      at: values,
      value: { Double($0.reduce(Float(0)) { $0 + Float($1) * Float($1) }) },
      gradient: { $0.map { 2 * $0 } })
    let squaresBlock = try report(on: squares).blocks[0]
    #expect(squaresBlock.isPassed, "\(squaresBlock)")
    #expect(try !report(on: squares.altered { 1.5 * $1 }).isPassed)
  }

  @Test("What saturates is no staircase, though it stands still far from the point")
  func saturation() throws {
    func value(_ x: [Double]) -> Double { 0.0278 * x[1] / (x[1] * x[1] + 1e-5).squareRoot() }
    let slope = 0.0278 / 1e-5.squareRoot()
    let right = ClosureFunction(at: [1e5, 0], value: value, gradient: { _ in [0, slope] })
    #expect(try report(on: right).isPassed)
    let wrong = ClosureFunction(at: [1e5, 0], value: value, gradient: { _ in [0, 1.1 * slope] })
    #expect(try !report(on: wrong).isPassed)
  }
}
