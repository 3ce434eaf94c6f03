import Foundation
import GSL
import GradientChecking
import Testing

@Suite("Wrong entries that no sample hits")
struct BisectionTests {
  private static let seeds: Range<UInt64> = 0..<4

  private func sines(_ count: Int) -> Specimen {
    Specimen(
      at: RandomGenerator(seed: 3).normals(count), value: { $0.reduce(0) { $0 + sin($1) } },
      gradient: { $0.map { cos($0) } })
  }

  private func block(_ specimen: Specimen, seed: UInt64) throws -> BlockReport {
    try report(on: specimen) { ($0.seed, $0.samplesPerBlock) = (seed, 10) }.blocks[0]
  }

  @Test(
    "One entry off by a millionth of the largest is found and located among 100,000",
    arguments: [1, 1e-3, 1e-5, 1e-6])
  func oneEntry(error: Double) throws {
    for seed in Self.seeds {
      let block = try block(
        sines(100_000).altered { $0 == 43_217 ? $1 + error : $1 }, seed: seed)
      #expect(!block.isPassed)
      #expect(block.worst.first?.index == [43_217])
      #expect(block.count(of: .disagree) == 1)
      #expect(block.checked == 11)
    }
  }

  @Test("It takes hundreds of evaluations, not a hundred thousand")
  func evaluations() throws {
    let wrong = sines(100_000).altered { $0 == 43_217 ? $1 + 1e-6 : $1 }
    let report = try report(on: wrong) { $0.samplesPerBlock = 10 }
    #expect(report.evaluations < 1000)
  }

  @Test("Several entries are located, whatever their signs")
  func severalEntries() throws {
    let wrong = [17: 1e-4, 5001: -2e-3, 9998: 5e-5]
    for seed in Self.seeds {
      let block = try block(sines(10_000).altered { $1 + (wrong[$0] ?? 0) }, seed: seed)
      #expect(
        Set(block.worst.filter { $0.status == .disagree }.map { $0.index[0] })
          .isSuperset(of: wrong.keys))
    }
  }

  @Test("An entry of a map with as many outputs is located too")
  func vectorOutput() throws {
    let specimen = VectorSpecimen(
      at: RandomGenerator(seed: 5).normals(20_000), output: { $0.map { tanh($0) } },
      pullback: { u, x in
        zip(u, x).enumerated().map { place, pair in
          let y = tanh(pair.1)
          return pair.0 * ((1 - y * y) * (place == 777 ? 1 + 1e-4 : 1))
        }
      })
    let block = try report(on: specimen) { $0.samplesPerBlock = 10 }.blocks[0]
    #expect(block.worst.first?.index == [777])
    #expect(block.count(of: .disagree) == 1)
  }

  @Test("A right gradient passes, with a bound on what could have been missed")
  func coverage() throws {
    for seed in Self.seeds {
      let block = try block(sines(100_000), seed: seed)
      #expect(block.isPassed)
      let coverage = try #require(block.coverage)
      #expect(try #require(coverage.visibleError) <= 5e-7)
      // 10 of 100,000 are checked, and 1,000 are wrong: (0.99)¹⁰.
      #expect((coverage.escapeProbability - 0.9044).magnitude < 1e-4)
    }
    #expect(try report(on: sines(10)).blocks[0].coverage == nil)
  }

  @Test("An error of the size that is said to be visible is seen", arguments: [1000, 30_000])
  func promise(count: Int) throws {
    for seed in Self.seeds {
      let right = try block(sines(count), seed: seed)
      let visible = try #require(right.coverage?.visibleError)
      // The largest entry is a cosine of almost 1.
      let wrong = try block(
        sines(count).altered { $0 == 321 ? $1 + 1.5 * visible : $1 }, seed: seed)
      #expect(!wrong.isPassed)
    }
  }
}
