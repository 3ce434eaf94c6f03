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
}
