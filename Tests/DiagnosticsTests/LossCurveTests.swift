import Diagnostics
import GSL
import Testing

/// Shapes of loss curves, with the noise of mini-batches and at any scale.
@Suite struct LossCurveTests {
  /// A curve with relative noise, and what it should be called.
  ///
  /// - Parameter promise: The share of the loss by which each step promises to lower it; nil for losses alone.
  private func code(
    scale: Double = 1, noise: Double = 0.02, promise: Double? = nil, _ curve: (Double) -> Double
  ) -> String {
    let generator = RandomGenerator(seed: 1)
    let steps = (0..<200).map { t in
      let wobble = 1 + generator.normal(standardDeviation: noise)
      var step = TrainingStep(loss: scale * curve(Double(t)) * wobble, samples: 32)
      if let promise {
        step.parameters = [
          ParameterStatistics(
            "w", .weight, norm: 1, gradientNorm: promise * step.loss / 0.01, updateNorm: 0.01)
        ]
      }
      return step
    }
    let seen = findings(LossCurve(), steps)
    return seen[0].verdict < .pass ? seen[0].code.rawValue : seen[0].verdict.rawValue
  }

  static let scales = [1e-6, 1, 1e6]

  @Test(arguments: scales) func `a fall that slows down is healthy`(scale: Double) {
    #expect(code(scale: scale) { 0.5 + 1.8 / (1 + $0 / 20) } == "pass")
    #expect(code(scale: scale) { 2.3 / (1 + $0 / 5) } == "pass")
    #expect(code(scale: scale, noise: 0.15) { 1 + 1.3 / (1 + $0 / 30) } == "pass")
  }

  @Test(arguments: scales) func `what rises diverges`(scale: Double) {
    #expect(code(scale: scale) { 2.3 * (1 + $0 / 50) } == "S606")
    #expect(code(scale: scale) { $0 < 5 ? 2.3 : 1e4 } == "S606")
  }

  @Test(arguments: scales) func `what stays is flat`(scale: Double) {
    #expect(code(scale: scale) { _ in 2.3 } == "S608")
    #expect(code(scale: scale, noise: 0) { 2.3 - 1e-5 * $0 } == "S608")
  }

  @Test(arguments: scales) func `a straight line is slow`(scale: Double) {
    #expect(code(scale: scale, noise: 0.002) { 2.3 * (1 - 0.0004 * $0) } == "S609")
  }

  @Test(arguments: scales) func `a fall that ends at once is stuck`(scale: Double) {
    let curve = { (t: Double) in t < 10 ? 2.3 - 0.05 * t : 1.8 }
    #expect(code(scale: scale, noise: 0.005, promise: 0.2, curve) == "S607")
    // Where steps promise little it is at its floor, and losses alone do not tell one from another.
    #expect(code(scale: scale, noise: 0.005, promise: 0.01, curve) == "pass")
    #expect(code(scale: scale, noise: 0.005, curve) == "pass")
  }

  @Test(arguments: scales) func `up and down at every step is oscillation`(scale: Double) {
    #expect(
      code(scale: scale) { 2.3 * ($0.truncatingRemainder(dividingBy: 2) == 0 ? 1 : 2) } == "S610")
  }

  @Test(arguments: scales) func `single high values are spikes`(scale: Double) {
    #expect(
      code(scale: scale) { t in
        t == 100 || t == 150 ? 40 : 0.5 + 1.8 / (1 + t / 20)
      } == "S611")
  }

  @Test func `a single spike is an accident`() {
    #expect(code { $0 == 100 ? 40 : 0.5 + 1.8 / (1 + $0 / 20) } == "pass")
  }

  @Test(arguments: scales) func `what stays up to much noise is flat, given enough steps`(
    scale: Double
  ) {
    #expect(code(scale: scale, noise: 0.05) { _ in 0.7 } == "S608")
  }

  @Test func `a loss below zero that falls ever faster has no end`() {
    #expect(code { -0.6 - 0.001 * $0 * $0 } == "S309")
    // A density may be above 1, and its negative logarithm comes to rest below zero.
    #expect(code { 1 - 40 * (1 - 1 / (1 + $0 / 10)) } == "not applicable")
    #expect(code { -0.6 * (1 + $0 / 400) } == "not applicable")
  }

  @Test func `a short curve tells nothing unless it has converged`() {
    let short = [2.3, 2.2, 2.1].map { TrainingStep(loss: $0, samples: 32) }
    #expect(findings(LossCurve(), short).first2 == ["S608", "not applicable"])
    let converged = [2.3, 0.4, 0.01].map { TrainingStep(loss: $0, samples: 32) }
    #expect(findings(LossCurve(), converged).first2 == ["S608", "pass"])
  }

  @Test(arguments: [1, 3, 7]) func `the spread of single samples is no spike`(samples: Int) {
    let generator = RandomGenerator(seed: 2)
    let steps = (0..<2000).map { t in
      let level = 0.05 + 2.2 / (1 + Double(t) / 60)
      // Most samples are learned, and a few are not: losses far above their surroundings.
      let losses = (0..<samples).map { _ in
        level * (generator.uniform() < 0.05 ? 8 : 0.6)
      }
      return TrainingStep(loss: losses.reduce(0, +) / Double(samples), samples: samples)
    }
    #expect(findings(LossCurve(), steps).first2 == ["S608", "pass"])
  }

  @Test func `few samples are too few for a curve, and the finding says how many it takes`() {
    let steps = (0..<60).map { TrainingStep(loss: 2.3 - 0.01 * Double($0), samples: 2) }
    let seen = findings(LossCurve(), steps)
    #expect(seen.first2 == ["S608", "not applicable"])
    #expect(seen[0].evidence == "60 steps, it takes 100 to tell")
  }

  @Test func `a loss that may be negative has no scale and is not judged`() {
    for losses in [[-1, -1.5], [0, 0.3]] {
      let steps = (0..<100).map { TrainingStep(loss: losses[$0 < 30 ? 0 : 1], samples: 32) }
      #expect(findings(LossCurve(), steps).first2 == ["S608", "not applicable"])
    }
  }

  @Test func `what converged long ago is not flat`() {
    let steps = (0..<100_000).map {
      TrainingStep(loss: 0.1 + 2 / (1 + Double($0) / 10), samples: 32)
    }
    #expect(findings(LossCurve(), steps).first2 == ["S608", "pass"])
  }

  @Test func `a loss that is no number diverges, from the first step too`() {
    for losses in [[2.3, 5, .nan], [.nan], [2.3, .infinity]] {
      let seen = findings(LossCurve(), losses.map { TrainingStep(loss: $0, samples: 32) })
      #expect(seen.first2 == ["S606", "fail"])
    }
  }
}
