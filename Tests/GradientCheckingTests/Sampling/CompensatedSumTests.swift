import Testing

@testable import GradientChecking

@Suite("Compensated sums")
struct CompensatedSumTests {
  @Test("What naive summation loses is kept")
  func cancellation() {
    var sum = CompensatedSum()
    for term in [1, 1e100, 1, -1e100] { sum.add(term) }
    #expect(sum.value == 2)
    #expect(dot([1e16, 1, -1e16], [1, 1, 1]) == 1)
  }

  @Test("A million roundings add up to one")
  func manyTerms() {
    var sum = CompensatedSum()
    for _ in 0..<1_000_000 { sum.add(0.1) }
    #expect((sum.value - 100_000).magnitude <= 1e-11)
  }

  @Test("What is not finite stays so", arguments: [Double.infinity, -.infinity])
  func infinite(number: Double) {
    var sum = CompensatedSum()
    for term in [1, number, 2] { sum.add(term) }
    #expect(sum.value == number)
  }

  @Test("Changes over ranges of any length are those of each output by itself")
  func changes() {
    let there = (0..<24).map { 1e8 + Double($0) }
    let weights = (0..<24).map { Double($0 % 5) - 1.75 }
    for length in 0...11 {
      let ranges = [1..<1 + length, 13..<13 + length]
      let here = ranges.joined().map { there[$0] + 1e-3 * Double($0) }
      var expected = CompensatedSum()
      for (place, j) in ranges.joined().enumerated() {
        expected.add(weights[j] * (here[place] - there[j]))
      }
      var sum = CompensatedSum()
      sum.add(changes: here, from: there, times: weights, at: ranges)
      #expect(sum.value == expected.value, "\(length)")
    }
  }

  @Test("What does not change adds nothing, whatever it is multiplied by")
  func unchanged() {
    var sum = CompensatedSum()
    sum.add(
      changes: [1, 2, 3, 4, 6], from: [1, 2, 3, 4, 5], times: [.nan, .infinity, 1, 1, 1],
      at: [0..<5])
    #expect(sum.value == 1)
  }

  @Test("A change that is not finite stays so", arguments: [Double.infinity, -.infinity, .nan])
  func infiniteChange(number: Double) {
    var sum = CompensatedSum()
    sum.add(changes: [1, number, 2, 3], from: [0, 0, 0, 0], times: [1, 1, 1, 1], at: [0..<4])
    #expect(number.isNaN ? sum.value.isNaN : sum.value == number)
  }
}
