import Foundation
import GSL
import GradientChecking
import Testing

@Suite("Large blocks, of which most is not sampled")
struct LargeBlockTests {
  static let seeds: Range<UInt64> = 0..<8

  private func sines(_ count: Int) -> Specimen {
    Specimen(
      at: RandomGenerator(seed: 3).normals(count), value: { $0.reduce(0) { $0 + sin($1) } },
      gradient: { $0.map { cos($0) } })
  }

  private func isPassed(_ specimen: Specimen, seed: UInt64) throws -> Bool {
    try report(on: specimen) { ($0.seed, $0.samplesPerBlock) = (seed, 10) }.isPassed
  }

  @Test("A right gradient passes, and its direction is settled", arguments: [10_000, 100_000])
  func right(count: Int) throws {
    for seed in Self.seeds {
      let report = try report(on: sines(count)) { ($0.seed, $0.samplesPerBlock) = (seed, 10) }
      #expect(report.isPassed)
      let direction = report.blocks[0].direction
      #expect(direction.status == .agree || direction.status == .withinNoise, "\(direction)")
    }
  }

  @Test(
    "One wrong entry is found wherever it is", arguments: [10_000, 100_000], [1, 0.1, 1e-2, 1e-3])
  func oneEntry(count: Int, error: Double) throws {
    let found = try Self.seeds.count { seed in
      try !isPassed(sines(count).altered { $0 == 4321 ? $1 + error : $1 }, seed: seed)
    }
    #expect(found == Self.seeds.count, "of \(Self.seeds.count) seeds")
  }

  @Test("Two entries that changed places are found")
  func swapped() throws {
    let specimen = sines(10_000)
    let swapped = Specimen(
      at: specimen.variables[0].values, value: specimen.valueAt,
      gradient: { x in
        var gradient = x.map { cos($0) }
        gradient.swapAt(4321, 4322)
        return gradient
      })
    let found = try Self.seeds.count { try !isPassed(swapped, seed: $0) }
    #expect(found == Self.seeds.count, "of \(Self.seeds.count) seeds")
  }

  @Test(
    "Values of any size pass when the gradient is right",
    arguments: [1e-6, 1, 1e4, 1e6], [100, 10_000])
  func sizes(size: Double, count: Int) throws {
    let weights = RandomGenerator(seed: 6).normals(count)
    let specimen = Specimen(
      at: RandomGenerator(seed: 5).normals(count, standardDeviation: size),
      value: { zip($0, weights).reduce(0) { $0 + $1.0 * $1.1 } }, gradient: { _ in weights })
    for seed in Self.seeds {
      let right = try report(on: specimen) { ($0.seed, $0.samplesPerBlock) = (seed, 10) }
      #expect(right.isPassed, "\(right.blocks[0].worst)")
      #expect(right.blocks[0].direction.status != .inconclusive, "\(right.blocks[0].direction)")
      #expect(try !isPassed(specimen.altered { $0 == 77 ? $1 + 1 : $1 }, seed: seed))
    }
  }

  @Test("A linear function of pixels is never refuted", arguments: [255, 1000.0], [1000, 3072])
  func pixels(brightest: Double, count: Int) throws {
    for seed in 0..<100 as Range<UInt64> {
      let generator = RandomGenerator(seed: 1000 + seed)
      let weights = generator.normals(count)
      let specimen = Specimen(
        at: (0..<count).map { _ in brightest * generator.uniform() },
        value: { zip($0, weights).reduce(0) { $0 + $1.0 * $1.1 } }, gradient: { _ in weights })
      let report = try report(on: specimen) { ($0.seed, $0.samplesPerBlock) = (seed, 10) }
      #expect(!report.isRefuted, "seed \(seed): \(report.blocks[0].direction)")
    }
  }

  @Test("A million values take seconds", .timeLimit(.minutes(1)))
  func million() throws {
    let specimen = Specimen(
      at: RandomGenerator(seed: 9).normals(1_000_000),
      value: { $0.reduce(0) { $0 + $1 * $1 } }, gradient: { $0.map { 2 * $0 } })
    #expect(try report(on: specimen) { $0.samplesPerBlock = 200 }.isPassed)
    let wrong = specimen.altered { $0 == 654_321 ? 3 * $1 : $1 }
    #expect(try !report(on: wrong) { $0.samplesPerBlock = 200 }.isPassed)
  }
}
