import GSL
import Layers
import Tensors
import Testing

/// What initializers promise of their values.
@Suite struct InitializerScaleTests {
  static let all: [Initializer] = [
    .he, .xavier, .lecun, .uniform, .sparse(connections: 10), .gaussian(standardDeviation: 0.02),
  ]

  @Test(arguments: all) func `values have mean 0 and the promised deviation`(
    initializer: Initializer
  ) throws {
    let (outputs, inputs) = (300, 400)
    let weight: Tensor<Double> = initializer.tensor(
      [outputs, inputs], fanIn: inputs, fanOut: outputs, from: RandomGenerator(seed: 5))
    let expected = initializer.standardDeviation(fanIn: inputs, fanOut: outputs)
    let mean = try #require(Statistics.mean(weight.elements))
    let deviation = try #require(Statistics.standardDeviation(weight.elements))
    // 120,000 values, of which 3,000 are not 0 in the sparse case: three standard errors.
    #expect(abs(mean) < 0.01 * expected)
    #expect(abs(deviation / expected - 1) < 0.04)
  }

  @Test(arguments: [
    (Initializer.he, 0.1), (.xavier, 0.08), (.lecun, 0.0707), (.uniform, 0.0408),
    (.sparse(connections: 10), 0.1), (.gaussian(standardDeviation: 0.02), 0.02), (.zero, 0),
  ]) func `deviations are those of the papers`(initializer: Initializer, deviation: Double) {
    // fanIn 200: √(2/200) = 0.1; fanIn + fanOut 312.5: √(2/312.5) = 0.08.
    let fanOut = initializer == .xavier ? 112 : 100
    #expect(
      abs(initializer.standardDeviation(fanIn: 200, fanOut: fanOut) - deviation) < 1e-3)
  }

  @Test func `uniform values stay within their limits`() {
    let weight: Tensor<Double> = Initializer.uniform.tensor(
      [50, 100], fanIn: 100, fanOut: 50, from: RandomGenerator(seed: 2))
    #expect(weight.elements.allSatisfy { abs($0) <= 0.1 })
    #expect(weight.elements.contains { abs($0) > 0.099 })
  }

  @Test func `sparse units have as many connections as asked, or as there are`() {
    for (inputs, expected) in [(40, 10), (4, 4)] {
      let weight: Tensor<Double> = Initializer.sparse(connections: 10).tensor(
        [7, inputs], fanIn: inputs, fanOut: 7, from: RandomGenerator(seed: 2))
      for unit in 0..<7 {
        let row = weight.elements[unit * inputs..<(unit + 1) * inputs]
        #expect(row.count { $0 != 0 } == expected)
      }
    }
  }
}
