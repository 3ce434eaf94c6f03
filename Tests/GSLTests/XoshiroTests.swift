import Foundation
import Testing

@testable import GSL

@Suite("Xoshiro, which stands in for GSL's generator")
struct XoshiroTests {
  @Test func `its outputs are those of the reference`() {
    var generator = Xoshiro(state: (1, 2, 3, 4))
    // Blackman and Vigna's xoshiro256starstar.c from this state.
    let expected: [UInt64] = [
      11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
      607_988_272_756_665_600, 16_172_922_978_634_559_625, 8_476_171_486_693_032_832,
      10_595_114_339_597_558_777, 2_904_607_092_377_533_576,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test func `uniform numbers stay in their range and are spread evenly over it`() {
    var generator = Xoshiro(seed: 1)
    var counts = [Int](repeating: 0, count: 50)
    for _ in 0..<100_000 {
      let value = generator.uniform()
      #expect(0 <= value && value < 1)
      counts[Int(value * 50)] += 1
    }
    #expect(chiSquare(counts) < chiSquareLimit(degrees: 49))
  }

  @Test(arguments: [1, 2, 3, 7, 10, 64, 1000])
  func `whole numbers below a bound are equally frequent`(bound: Int) {
    var generator = Xoshiro(seed: 2)
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<100_000 { counts[generator.integer(below: bound)] += 1 }
    #expect(chiSquare(counts) <= chiSquareLimit(degrees: bound - 1))
  }

  @Test func `normal numbers have the moments and the tails they should have`() {
    var generator = Xoshiro(seed: 4)
    let values = (0..<100_000).map { _ in generator.normal(standardDeviation: 1) }
    // E xᵖ is 0, 1, 0, 3; its variance is 1, 2, 15, 96. Five deviations each.
    for (power, (expected, variance)) in [(0.0, 1.0), (1, 2), (0, 15), (3, 96)].enumerated() {
      let moment = values.reduce(0) { $0 + pow($1, Double(power + 1)) } / 100_000
      #expect(abs(moment - expected) < 5 * (variance / 100_000).squareRoot())
    }
    // P(|x| > 3) = 0.0026998.
    #expect(abs(Double(values.count { abs($0) > 3 }) - 269.98) < 5 * 269.98.squareRoot())
  }

  @Test func `every order of three is as likely as any other`() {
    var generator = Xoshiro(seed: 5)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<60_000 {
      var order = [0, 1, 2]
      generator.shuffle(&order)
      counts[order, default: 0] += 1
    }
    #expect(counts.count == 6)
    #expect(chiSquare(Array(counts.values)) < chiSquareLimit(degrees: 5))
  }
}
