import Foundation
import GSL
import Testing

@Suite("RandomGenerator")
struct RandomGeneratorTests {
  @Test("The same seed gives the same numbers, another seed others")
  func determinism() {
    func numbers(_ seed: UInt64) -> [Double] {
      let generator = RandomGenerator(seed: seed)
      return (0..<20).map { _ in generator.uniform() } + generator.normals(20)
        + [generator.sign(), Double(generator.integer(below: 1000))]
    }
    #expect(numbers(0) == numbers(0))
    #expect(numbers(7) == numbers(7))
    #expect(numbers(7) != numbers(8))
    #expect(numbers(7) != numbers(7 + 1 << 32))
  }

  @Test("A generator made from a key has the numbers of the key's bits")
  func key() {
    let key = RandomKey(3).derived(5)
    #expect(RandomGenerator(key).normals(9) == RandomGenerator(seed: key.bits).normals(9))
  }

  #if GSL
    /// The seed is mixed before the twister gets its upper half; this one comes out as 5489.
    private static let seedOfReference: UInt64 = 4_483_372_538_586_596_552

    @Test("It is the Mersenne Twister: the outputs of its default seed 5489")
    func mersenneTwister() {
      let generator = RandomGenerator(seed: RandomGeneratorTests.seedOfReference)
      let outputs = (0..<10_000).map { _ in generator.uniform() * 0x1p32 }
      // Matsumoto and Nishimura's mt19937ar.c; std::mt19937 has the same five.
      #expect(
        outputs.prefix(5) == [
          3_499_211_612, 581_869_302, 3_890_346_734, 3_586_334_585, 545_404_204,
        ])
      // The C++ standard, [rand.predef], requires this for the 10,000th.
      #expect(outputs[9999] == 4_123_659_995)
    }
  #endif

  @Test("Uniform numbers stay in their range and are spread evenly over it")
  func uniform() throws {
    let generator = RandomGenerator(seed: 1)
    let values = (0..<100_000).map { _ in generator.uniform() }
    #expect(values.allSatisfy { 0 <= $0 && $0 < 1 })
    // The mean's deviation is 1/√(12 n); five of it are 0.00457, and 0.0457 for n = 1000.
    #expect(abs(try #require(Statistics.mean(values)) - 0.5) < 0.00457)
    var counts = [Int](repeating: 0, count: 50)
    for value in values { counts[Int(value * 50)] += 1 }
    #expect(chiSquare(counts) < chiSquareLimit(degrees: 49))

    let flat = (0..<1000).map { _ in generator.uniform(in: -3 ... -1) }
    #expect(flat.allSatisfy { -3 <= $0 && $0 <= -1 })
    let mean = try #require(Statistics.mean(flat))
    #expect(abs(mean + 2) < 2 * 0.0457)
  }

  @Test("Whole numbers below a bound are equally frequent", arguments: [1, 2, 3, 7, 10, 64, 1000])
  func integers(bound: Int) {
    let generator = RandomGenerator(seed: 2)
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<100_000 { counts[generator.integer(below: bound)] += 1 }
    #expect(chiSquare(counts) <= chiSquareLimit(degrees: bound - 1))
  }

  @Test("A bound may be as large as the generator's own range")
  func largestBound() throws {
    let generator = RandomGenerator(seed: 3)
    let bound = Int(UInt32.max)
    let values = (0..<10_000).map { _ in generator.integer(below: bound) }
    #expect(values.allSatisfy { (0..<bound).contains($0) })
    let mean = try #require(Statistics.mean(values.map(Double.init))) / Double(bound)
    // Five deviations of the mean, 1/√(12 n) each.
    #expect(abs(mean - 0.5) < 0.0145)
  }

  @Test("Normal numbers have the moments asked for, and tails as long as they should be")
  func normals() throws {
    let count = 100_000.0
    let values = RandomGenerator(seed: 4).normals(100_000, mean: -2, standardDeviation: 3)
    let standard = values.map { ($0 + 2) / 3 }
    // E xᵖ is 0, 1, 0, 3; its variance E x²ᵖ − (E xᵖ)² is 1, 2, 15, 96. Five deviations each.
    let moments: [(expected: Double, variance: Double)] = [(0, 1), (1, 2), (0, 15), (3, 96)]
    for (position, (expected, variance)) in moments.enumerated() {
      let powers = standard.map { pow($0, Double(position + 1)) }
      let moment = try #require(Statistics.mean(powers))
      #expect(abs(moment - expected) < 5 * (variance / count).squareRoot())
    }
    // P(|x| > 3) = 0.0026998.
    let beyond = Double(standard.count { abs($0) > 3 })
    #expect(abs(beyond - 269.98) < 5 * 269.98.squareRoot())
  }

  @Test("A standard deviation of zero gives the mean")
  func degenerateNormal() {
    let values = RandomGenerator(seed: 5).normals(3, mean: 1.5, standardDeviation: 0)
    #expect(values == [1.5, 1.5, 1.5])
  }

  @Test("Signs are −1 or 1, equally often")
  func signs() {
    let generator = RandomGenerator(seed: 6)
    let signs = (0..<10_000).map { _ in generator.sign() }
    #expect(Set(signs) == [-1, 1])
    #expect(abs(signs.reduce(0, +)) < 5 * 100)
  }
}
