import Foundation
import GSL
import GradientChecking
import Testing

@Suite("Smooth functions of many scales")
struct SmoothFunctionTests {
  static let scales = [1e-6, 1e-3, 1, 1e3, 1e6]
  static let seeds: ClosedRange<UInt64> = 1...6

  /// size·Σ wᵢ·sin(xᵢ/unit + bᵢ): inputs of `unit`, outputs of `size`, no entry of the gradient small.
  private func waves(unit: Double, size: Double, seed: UInt64) -> Specimen {
    let generator = RandomGenerator(seed: seed)
    let weights = (0..<6).map { _ in generator.sign() * generator.uniform(in: 0.5...2) }
    let phases = (0..<6).map { _ in generator.uniform(in: -1...1) }
    let x = (0..<6).map { _ in unit * generator.normal() }
    let shifts = zip(x, phases).map { $1 - $0 / unit }
    return Specimen(
      at: x,
      value: { x in
        size * x.indices.reduce(0) { $0 + weights[$1] * sin(x[$1] / unit + shifts[$1]) }
      },
      gradient: { x in
        x.indices.map { size / unit * weights[$0] * cos(x[$0] / unit + shifts[$0]) }
      })
  }

  /// size·log Σ exp(xᵢ/unit)
  private func logSumExp(unit: Double, size: Double, seed: UInt64) -> Specimen {
    let x = RandomGenerator(seed: seed).normals(5, standardDeviation: unit)
    return Specimen(
      at: x, value: { x in size * log(x.reduce(0) { $0 + exp($1 / unit) }) },
      gradient: { x in
        let sum = x.reduce(0) { $0 + exp($1 / unit) }
        return x.map { size / unit * exp($0 / unit) / sum }
      })
  }

  @Test("A right gradient never fails", arguments: scales, scales)
  func right(unit: Double, size: Double) throws {
    for seed in Self.seeds {
      for specimen in [
        waves(unit: unit, size: size, seed: seed), logSumExp(unit: unit, size: size, seed: seed),
      ] {
        let report = try report(on: specimen) { $0.seed = seed }
        #expect(report.isPassed, "seed \(seed): \(report.blocks[0].worst)")
        #expect(!report.isRefuted, "seed \(seed): \(report.blocks[0].direction)")
      }
    }
  }

  @Test("A gradient wrong by a factor always fails", arguments: scales, scales)
  func factor(unit: Double, size: Double) throws {
    for seed in Self.seeds {
      for specimen in [
        waves(unit: unit, size: size, seed: seed), logSumExp(unit: unit, size: size, seed: seed),
      ] {
        for factor in [2, -1, 0, 0.5, 1.01, 1.0001] {
          let wrong = specimen.altered { factor * $1 }
          let report = try report(on: wrong) { $0.seed = seed }
          #expect(!report.isPassed, "factor \(factor), seed \(seed): \(report.blocks[0].worst)")
        }
      }
    }
  }

  @Test("One entry wrong by 1e-5 of it always fails", arguments: scales, scales)
  func oneEntry(unit: Double, size: Double) throws {
    for seed in Self.seeds {
      let wrong = waves(unit: unit, size: size, seed: seed)
        .altered { $0 == 3 ? (1 + 1e-5) * $1 : $1 }
      let report = try report(on: wrong) { $0.seed = seed }
      #expect(!report.isPassed, "seed \(seed): \(report.blocks[0].worst)")
      #expect(report.blocks[0].worst.first?.index == [3])
    }
  }

  @Test(
    "Every formula of the first difference comes to the same verdict",
    arguments: DifferenceMethod.available, [1e-7, 1e-5, 1e-3, 1e-2])
  func methods(method: DifferenceMethod, step: Double) throws {
    for seed in Self.seeds {
      let specimen = waves(unit: 1, size: 1, seed: seed)
      let right = try report(on: specimen) { ($0.method, $0.step) = (method, step) }
      #expect(right.isPassed, "\(right.blocks[0].worst)")
      let wrong = try report(on: specimen.altered { 1.0001 * $1 }) {
        ($0.method, $0.step) = (method, step)
      }
      #expect(!wrong.isPassed, "\(wrong.blocks[0].worst)")
    }
  }
}
