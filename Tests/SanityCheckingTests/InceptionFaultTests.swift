import Datasets
import Diagnostics
import GSL
import Layers
import SanityChecking
import Tensors
import Testing
import Training

/// Faults inside of a branch of an inception block: the probes see to its layers, and name them by their path.
@Suite struct InceptionFaultTests {
  private let generator = RandomGenerator(seed: 3)

  private func block() -> Inception<Float> {
    Inception(3, .init(one: 2, three: (2, 3), five: (2, 2), pool: 1), from: generator)
  }

  private func check(
    _ block: Inception<Float>, probes: Set<ProbeName> = [.deadReLU, .notFinite, .gradientFlow]
  ) throws -> SanityReport {
    let network = Stack<Float>([
      .init("pool", AveragePool2D(kernel: 4)), .init("block", block),
      .init("flatten", Flatten()),
      .init(
        "classifier",
        Linear(
          8 * 8 * 8, 10, initializer: .gaussian(standardDeviation: 0.002), from: generator)),
    ])
    var check = SanityCheck(
      "inception", network, objective: SoftmaxCrossEntropy<Float>(),
      optimizer: SGD(learningRate: 0.01), on: ImageSplits(syntheticImages, seed: 0))
    check.probes = probes
    return try check.run()
  }

  /// Changes the layers of a branch.
  private func change(
    _ branch: String, of block: inout Inception<Float>,
    _ change: (inout [Stack<Float>.Member]) -> Void
  ) throws {
    let position = try #require(block.graph.nodes.firstIndex { $0.name == branch })
    var stack = try #require(block.graph.nodes[position].layer.base as? Stack<Float>)
    change(&stack.members)
    block.graph.nodes[position].layer = AnyLayer(stack)
  }

  @Test func `a healthy block passes`() throws {
    let report = try check(block())
    #expect(report.failures == [])
    #expect(report.layers.map(\.name).contains("block.five.reduce"))
  }

  @Test func `a dead ReLU`() throws {
    var block = block()
    block.parameters["five.conv.bias"] = Tensor([2], repeating: -100)
    let report = try check(block)
    #expect(report.failures.contains(.deadFromTheStart))
    #expect(report.findings.first { $0.verdict == .fail }?.layer == "block.five.relu")
  }

  @Test func `a number that is none`() throws {
    var block = block()
    try change("three", of: &block) { $0.insert(.init("log", Logarithm()), at: 1) }
    let report = try check(block)
    #expect(report.failures.contains(.notFiniteFromTheStart))
    #expect(report.findings.first?.layer == "block.three.log")
  }

  @Test func `a vanishing gradient`() throws {
    var block = block()
    try change("one", of: &block) { members in
      members = []
      for depth in 1...6 {
        members.append(
          .init(
            "conv\(depth)",
            Conv2D(
              depth == 1 ? 3 : 2, 2, kernel: 1, initializer: .gaussian(standardDeviation: 0.05),
              from: generator)))
        members.append(.init("sigmoid\(depth)", Sigmoid()))
      }
    }
    let report = try check(block)
    #expect(report.failures == [.vanishingGradient])
    #expect(report.findings.first?.layer == "block.one.conv1.weight")
  }
}
