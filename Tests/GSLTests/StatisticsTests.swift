import GSL
import Testing

@Suite("Statistics")
struct StatisticsTests {
  @Test("The mean and deviation of a few numbers are those worked out by hand")
  func byHand() {
    // Squared distances from 5: 9, 1, 1, 1, 0, 0, 4, 16; their sum 32 divided by 7.
    let values: [Double] = [2, 4, 4, 4, 5, 5, 7, 9]
    #expect(Statistics.mean(values) == 5)
    #expect(Statistics.standardDeviation(values) == (32.0 / 7).squareRoot())
    #expect(Statistics.median(values) == 4.5)
  }

  @Test("A quantile lies between its neighbors, in proportion")
  func quantiles() {
    let values: [Double] = [30, 10, 50, 20, 40]
    #expect(Statistics.quantile(values, 0) == 10)
    #expect(Statistics.quantile(values, 0.25) == 20)
    #expect(Statistics.quantile(values, 0.625) == 35)
    #expect(Statistics.quantile(values, 1) == 50)
    #expect(Statistics.median(values) == 30)
  }

  @Test("A list that is too short has no statistics")
  func tooShort() {
    #expect(Statistics.mean([]) == nil)
    #expect(Statistics.median([]) == nil)
    #expect(Statistics.quantile([], 0.1) == nil)
    #expect(Statistics.standardDeviation([]) == nil)
    #expect(Statistics.standardDeviation([3]) == nil)
    #expect(Statistics.mean([3]) == 3)
    #expect(Statistics.median([3]) == 3)
    #expect(Statistics.standardDeviation([3, 3]) == 0)
  }

  @Test("What is not a number is passed on")
  func notANumber() {
    #expect(Statistics.mean([1, .nan])?.isNaN == true)
    #expect(Statistics.standardDeviation([1, .nan])?.isNaN == true)
    #expect(Statistics.mean([1, .infinity]) == .infinity)
  }
}

/// The univariate data sets of the Statistical Reference Datasets of NIST, with certified values.
@Suite("Statistics of the NIST reference data")
struct ReferenceStatisticsTests {
  /// NumAcc2 to 4: one number, then 500 times the number less and the number plus 0.1.
  private func alternating(_ center: Double, _ low: Double, _ high: Double) -> [Double] {
    [center] + (0..<500).flatMap { _ in [low, high] }
  }

  @Test("NumAcc1: three large whole numbers")
  func numAcc1() {
    let values: [Double] = [10_000_001, 10_000_003, 10_000_002]
    #expect(Statistics.mean(values) == 10_000_002)
    #expect(Statistics.standardDeviation(values) == 1)
  }

  @Test("NumAcc2 to NumAcc4: a deviation of 0.1 about ever larger means")
  func numAcc() throws {
    for (values, mean) in [
      (alternating(1.2, 1.1, 1.3), 1.2),
      (alternating(1_000_000.2, 1_000_000.1, 1_000_000.3), 1_000_000.2),
      (alternating(10_000_000.2, 10_000_000.1, 10_000_000.3), 10_000_000.2),
    ] {
      #expect(abs(try #require(Statistics.mean(values)) / mean - 1) < 1e-15)
      // The data themselves are rounded, by up to half an ulp of the mean.
      let deviation = try #require(Statistics.standardDeviation(values))
      #expect(abs(deviation - 0.1) < 2 * mean.ulp)
    }
  }

  @Test("Michelso: Michelson's hundred measurements of the speed of light, in 10³ km/s")
  func michelson() throws {
    let beyond299 = [
      850, 740, 900, 1070, 930, 850, 950, 980, 980, 880, 1000, 980, 930, 650, 760, 810, 1000, 1000,
      960, 960, 960, 940, 960, 940, 880, 800, 850, 880, 900, 840, 830, 790, 810, 880, 880, 830, 800,
      790, 760, 800, 880, 880, 880, 860, 720, 720, 620, 860, 970, 950, 880, 910, 850, 870, 840, 840,
      850, 840, 840, 840, 890, 810, 810, 820, 800, 770, 760, 740, 750, 760, 910, 920, 890, 860, 880,
      720, 840, 850, 850, 780, 890, 840, 780, 810, 760, 810, 790, 810, 820, 850, 870, 870, 810, 740,
      810, 940, 950, 800, 810, 870,
    ]
    let values = beyond299.map { 299 + Double($0) / 1000 }
    #expect(abs(try #require(Statistics.mean(values)) - 299.8524) < 1e-12)
    let deviation = try #require(Statistics.standardDeviation(values))
    #expect(abs(deviation - 0.079_010_547_819_051_8) < 1e-12)
  }
}
