import GSL
import GradientChecking
import Layers
import Reporting
import Tensors
import Testing

@testable import LayerChecking

/// A network with a wrong layer in it.
@Suite struct WrongLayerTests {
  private func report() throws -> GradientReport {
    let generator = RandomGenerator(seed: 4)
    let norm = BatchNorm<Double>(
      gamma: .normal([5], from: generator), beta: .normal([5], from: generator))
    let network = Stack<Double>([
      .init("first", Linear(3, 5, from: generator)),
      .init("norm", MistakenBatchNorm(norm: norm)),
      .init("tanh", Tanh()),
      .init("last", Linear(5, 2, from: generator)),
    ])
    let map = LayerMap(
      network, at: .normal([6, 3], from: generator), in: ForwardContext(.training))
    return try GradientChecker().check(map, named: "network")
  }

  @Test func `the layer is named with its position, and its mistake`() throws {
    let text = GradientText().render(try report())
    #expect(text.contains("layer 2 of 4, norm, is wrong on its own"))
    #expect(text.contains("The gradient of input lacks the terms of μ and v."))
  }

  @Test func `the layers beside it are right, and the whole gets no name of its own`() throws {
    let report = try report()
    #expect(report.parts.map(\.isPassed) == [true, false, true, true])
    #expect(report.diagnoses.isEmpty)
    #expect(report.parts[1].diagnoses.map(\.quantity) == ["μ and v"])
  }
}
