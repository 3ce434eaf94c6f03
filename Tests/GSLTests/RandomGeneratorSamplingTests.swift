import GSL
import Testing

@Suite("RandomGenerator's samples and permutations")
struct RandomGeneratorSamplingTests {
  @Test("A sample is of distinct numbers in ascending order", arguments: 0...12)
  func sample(count: Int) {
    let generator = RandomGenerator(seed: 1)
    for bound in [12, 13, 40, 1_000_000] {
      let sample = generator.sample(count, below: bound)
      #expect(sample.count == count)
      #expect(sample == Set(sample).sorted())
      #expect(sample.allSatisfy { (0..<bound).contains($0) })
    }
    #expect(generator.sample(count, below: count) == Array(0..<count))
  }

  @Test("Every number is as likely to be chosen as any other")
  func uniformMembers() {
    let generator = RandomGenerator(seed: 2)
    var counts = [Int](repeating: 0, count: 20)
    for _ in 0..<20_000 {
      for member in generator.sample(5, below: 20) { counts[member] += 1 }
    }
    // Members of one sample exclude each other, which only makes the counts more even.
    #expect(chiSquare(counts) < chiSquareLimit(degrees: 19))
    #expect(counts.allSatisfy { abs(Double($0) - 5000) < 5 * (20_000 * 0.25 * 0.75).squareRoot() })
  }

  @Test("Every set is as likely as any other")
  func uniformSets() {
    let generator = RandomGenerator(seed: 3)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<60_000 { counts[generator.sample(3, below: 6), default: 0] += 1 }
    #expect(counts.count == 20)
    #expect(chiSquare(Array(counts.values)) < chiSquareLimit(degrees: 19))
  }

  @Test("A permutation has every number once", arguments: [1, 2, 5, 1000])
  func permutation(count: Int) {
    #expect(RandomGenerator(seed: 4).permutation(count).sorted() == Array(0..<count))
  }

  @Test("A permutation of nothing is empty, and does not end the process")
  func emptyPermutation() async {
    await #expect(processExitsWith: .success) {
      #expect(RandomGenerator(seed: 4).permutation(0) == [])
    }
  }

  @Test("Every permutation is as likely as any other")
  func uniformPermutations() {
    let generator = RandomGenerator(seed: 5)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<48_000 { counts[generator.permutation(4), default: 0] += 1 }
    #expect(counts.count == 24)
    #expect(chiSquare(Array(counts.values)) < chiSquareLimit(degrees: 23))
  }
}
