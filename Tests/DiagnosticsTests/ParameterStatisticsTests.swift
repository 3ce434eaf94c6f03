@testable import Diagnostics
import Testing

/// What is told of a tensor, and what is inferred.
@Suite struct ParameterStatisticsTests {
  @Test func `values give norms, angle and shrinkage`() throws {
    let seen = ParameterStatistics(
      "w", shape: [1, 2], before: [3, 4] as [Float], after: [2.7, 3.6], gradient: [0.6, 0.8])
    #expect(seen.norm == 5 && seen.mean == 3.5 && seen.count == 2 && seen.fanIn == 2)
    #expect(abs(seen.gradientNorm - 1) < 1e-7 && abs(seen.updateNorm - 0.5) < 1e-6)
    #expect(abs(try #require(seen.descent) - 1) < 1e-6)
    #expect(abs(try #require(seen.shrinkage) - 0.1) < 1e-6)
    let still = ParameterStatistics("b", before: [0.0], after: [0.0], gradient: [0.0])
    #expect(still.descent == nil && still.shrinkage == nil)
  }

  @Test func `a role is told, or follows from the shape or the name, or is not known`() {
    func role(
      _ name: String, _ role: ParameterStatistics.Role? = nil, shape: [Int]? = nil, norm: Double = 0
    )
      -> ParameterStatistics.Role?
    {
      ParameterStatistics(
        name, role, shape: shape, norm: norm, mean: norm == 0 ? 0 : 1, gradientNorm: 1,
        updateNorm: 1
      )
      .knownRole
    }
    #expect(role("x", .bias, shape: [3, 4]) == .bias)
    #expect(role("x", shape: [3, 4]) == .weight)
    #expect(role("x", shape: [4]) == .bias)
    #expect(role("x", shape: [4], norm: 2) == .scale)
    #expect(role("layers.0.weight") == .weight)
    #expect(role("fc/bias") == .bias)
    #expect(role("p3") == nil)
  }

  @Test func `a usual initialization is known by its size, and another is not`() {
    func isFresh(_ gain: Double) -> Bool? {
      let shape = [200, 100]
      let norm = gain * (Double(200 * 100) / 100).squareRoot()
      return ParameterStatistics("w", shape: shape, norm: norm, gradientNorm: 1, updateNorm: 1)
        .isFreshlyDrawn
    }
    for gain in [2.0, 1, 1.0 / 3] { #expect(isFresh(gain.squareRoot()) == true) }
    for gain in [0.05, 0.75, 1.2, 3] { #expect(isFresh(gain) == false) }
    #expect(isFresh(0) == nil)
  }
}
