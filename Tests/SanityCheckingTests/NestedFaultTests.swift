import Datasets
import Diagnostics
import GSL
import Layers
import SanityChecking
import Tensors
import Testing
import Training

/// Faults inside of a residual block: the probes see to its layers, and name them by their path.
@Suite struct NestedFaultTests {
  private let generator = RandomGenerator(seed: 3)

  private func check(_ block: Residual<Float>) throws -> SanityReport {
    let network = Stack<Float>([
      .init("pool", AveragePool2D(kernel: 4)), .init("block", block), .init("relu", ReLU()),
      .init("flatten", Flatten()),
      .init(
        "classifier",
        Linear(
          4 * 8 * 8, 10, initializer: .gaussian(standardDeviation: 0.002), from: generator)),
    ])
    var check = SanityCheck(
      "residual", network, objective: SoftmaxCrossEntropy<Float>(),
      optimizer: SGD(learningRate: 0.01), on: ImageSplits(syntheticImages, seed: 0))
    check.probes = [.deadReLU, .notFinite, .gradientFlow, .nonlinearity]
    return try check.run()
  }

  @Test func `a healthy block passes`() throws {
    let report = try check(Residual(3, 4, from: generator))
    #expect(report.failures == [])
    #expect(report.layers.map(\.name).contains("block.body.conv1"))
  }

  @Test func `a dead ReLU`() throws {
    var block = Residual<Float>(3, 4, from: generator)
    block.parameters["body.norm1.beta"] = Tensor([4], repeating: -100)
    let report = try check(block)
    #expect(report.failures == [.deadFromTheStart])
    #expect(report.findings.first?.layer == "block.body.relu")
    #expect(report.findings.first?.evidence.contains("block.body.norm1.beta is -100") == true)
  }

  @Test func `a number that is none`() throws {
    var block = Residual<Float>(3, 4, from: generator)
    block.body.members.insert(.init("log", Logarithm()), at: 2)
    let report = try check(block)
    #expect(report.failures.contains(.notFiniteFromTheStart))
    #expect(report.findings.first?.layer == "block.body.log")
  }

  @Test func `a missing nonlinearity`() throws {
    var block = Residual<Float>(3, 4, from: generator)
    block.body.members.remove(at: 2)
    let report = try check(block)
    #expect(report.failures == [.missingNonlinearity])
    let evidence = try #require(report.findings.first?.evidence)
    #expect(evidence.contains("block.body.conv1") && evidence.contains("block.body.conv2"))
  }

  @Test func `a vanishing gradient`() throws {
    var body: [Stack<Float>.Member] = []
    for depth in 1...6 {
      body.append(
        .init(
          "conv\(depth)",
          Conv2D(
            depth == 1 ? 3 : 4, 4, kernel: 1, initializer: .gaussian(standardDeviation: 0.05),
            from: generator)))
      body.append(.init("sigmoid\(depth)", Sigmoid()))
    }
    let shortcut = Conv2D<Float>(3, 4, kernel: 1, from: generator)
    let report = try check(
      Residual(body: Stack(body), shortcut: Stack([.init("conv", shortcut)])))
    #expect(report.failures == [.vanishingGradient])
    #expect(report.findings.first?.layer == "block.body.conv1.weight")
  }
}
