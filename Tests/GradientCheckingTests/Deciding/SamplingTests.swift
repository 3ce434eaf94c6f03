import GSL
import Testing

@testable import GradientChecking

@Suite("Sampling of coordinates")
struct SamplingTests {
  private func variable(_ shape: [Int]) -> Variable {
    Variable("x", shape: shape, values: [Double](repeating: 0, count: shape.reduce(1, *)))
  }

  @Test("A block up to the limit is checked whole, and any block where that is asked for")
  func whole() {
    let key = RandomKey(1)
    let sampling = Sampling(limit: 20, isExhaustive: false)
    #expect(sampling.coordinates(of: variable([4, 5]), key: key) == Array(0..<20))
    #expect(sampling.coordinates(of: variable([]), key: key) == [0])
    #expect(sampling.coordinates(of: variable([0]), key: key).isEmpty)
    #expect(
      Sampling(limit: 3, isExhaustive: true).coordinates(of: variable([7, 9]), key: key)
        == Array(0..<63))
  }

  @Test(
    "A larger block gives exactly the limit, distinct, sorted and within it",
    arguments: [[1001], [13, 77], [3, 5, 7, 11], [1, 1, 2000], [2000, 1, 1]],
    [1, 2, 3, 4, 5, 17, 500, 999])
  func count(shape: [Int], limit: Int) {
    let variable = variable(shape)
    for seed in 0..<5 as Range<UInt64> {
      let chosen = Sampling(limit: limit, isExhaustive: false)
        .coordinates(of: variable, key: RandomKey(seed))
      #expect(chosen.count == limit)
      #expect(chosen == Set(chosen).sorted())
      #expect(chosen.allSatisfy { (0..<variable.values.count).contains($0) })
    }
  }

  @Test("The four corners of an image are among them")
  func corners() {
    let (height, width) = (9, 11)
    let chosen = Sampling(limit: 30, isExhaustive: false)
      .coordinates(of: variable([5, 3, height, width]), key: RandomKey(3))
    let images = Dictionary(grouping: chosen) { $0 / (height * width) }.values
    #expect(
      images.contains { image in
        Set([0, width - 1, (height - 1) * width, height * width - 1])
          .isSubset(of: Set(image.map { $0 % (height * width) }))
      })
  }

  @Test("Every part of a block is sampled")
  func strata() {
    let chosen = Sampling(limit: 104, isExhaustive: false)
      .coordinates(of: variable([10_000]), key: RandomKey(5))
    let parts = Set(chosen.map { $0 / 200 })
    #expect(parts.count == 50)
  }

  @Test("The same key gives the same sample, another key another")
  func determinism() {
    let (sampling, variable) = (Sampling(limit: 50, isExhaustive: false), variable([5000]))
    let first = sampling.coordinates(of: variable, key: RandomKey(1))
    #expect(first == sampling.coordinates(of: variable, key: RandomKey(1)))
    #expect(first != sampling.coordinates(of: variable, key: RandomKey(2)))
  }
}
