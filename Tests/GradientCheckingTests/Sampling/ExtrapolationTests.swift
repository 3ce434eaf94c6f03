import Testing

@testable import GradientChecking

@Suite("Extrapolation")
struct ExtrapolationTests {
  /// Quotients at `count` steps from 0.1 down.
  private func quotients(
    _ count: Int, noise: Double = 0, truncation: Double = 0, _ value: (Double) -> Double
  ) -> [Extrapolation.Quotient] {
    (0..<count).map { place in
      let h = (0..<place).reduce(0.1) { step, _ in step / Policy.ratio }
      return Extrapolation.Quotient(
        step: h, value: value(h), noise: noise / h, truncation: truncation)
    }
  }

  @Test("A series in even powers comes to its limit, within the bound")
  func evenPowers() throws {
    let limit = try #require(
      Extrapolation(order: 2).limit(quotients(4) { 3 + 2 * $0 * $0 - 5 * $0 * $0 * $0 * $0 }))
    #expect(limit.distance(to: 3) <= 1e-12)
    #expect(limit.distance(to: 3) <= limit.error + 1e-15)
  }

  @Test("A series in all powers comes to its limit, within the bound")
  func allPowers() throws {
    let limit = try #require(
      Extrapolation(order: 1).limit(quotients(5) { 3 + 2 * $0 - 5 * $0 * $0 }))
    #expect(limit.distance(to: 3) <= 1e-12)
    #expect(limit.distance(to: 3) <= limit.error + 1e-15)
  }

  @Test("What lies beyond a kink is left out", arguments: 1...3)
  func kink(position: Int) throws {
    let reach = 0.1 / (0..<position).reduce(1.5) { step, _ in step * Policy.ratio }
    // ReLU at `reach`: the slope is 1 up to there.
    let limit = try #require(
      Extrapolation(order: 2).limit(
        quotients(7, noise: 1e-16) { $0 <= reach ? 1 : ($0 + reach) / (2 * $0) }))
    #expect(limit.distance(to: 1) <= 1e-9)
  }

  @Test("Noise that grows with small steps is outweighed by larger ones")
  func noise() throws {
    let limit = try #require(
      Extrapolation(order: 2).limit(
        quotients(9, noise: 1e-10) { 3 + 2 * $0 * $0 + 1e-10 / $0 * pseudoNoise($0) / 2 }))
    #expect(limit.distance(to: 3) <= limit.error)
    #expect(limit.error <= 1e-6)
  }

  @Test(
    "The bound holds for functions whose series has odd or broken powers",
    arguments: [0.5, 1, 1.5, 3])
  func brokenPowers(power: Double) throws {
    for count in 2...9 {
      let limit = try #require(
        Extrapolation(order: 2).limit(quotients(count) { 1 + brokenPower($0, power) }))
      #expect(limit.distance(to: 1) <= 5 * limit.error + 1e-15, "\(count) quotients: \(limit)")
    }
  }

  private func brokenPower(_ h: Double, _ power: Double) -> Double {
    power == 0.5
      ? h.squareRoot() : power == 1 ? h : power == 1.5 ? h * h.squareRoot() : h * h * h
  }

  @Test("No quotient has no limit, one is its own, and what is not finite is left out")
  func few() throws {
    #expect(Extrapolation(order: 2).limit([]) == nil)
    let one = quotients(1, noise: 1e-9, truncation: 0.25) { _ in 7 }
    let limit = try #require(Extrapolation(order: 2).limit(one))
    #expect(limit.value == 7)
    #expect(limit.error >= 0.25)
    let mixed = quotients(4) { $0 > 0.05 ? .nan : 2 }
    #expect(Extrapolation(order: 2).limit(mixed)?.value == 2)
    #expect(Extrapolation(order: 2).limit(quotients(3) { _ in .nan }) == nil)
  }
}
