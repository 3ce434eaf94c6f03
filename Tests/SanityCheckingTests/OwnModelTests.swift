import Diagnostics
import GSL
import Layers
import SanityChecking
import Tensors
import Testing
import Training

/// Models of one's own, of which the package knows nothing.
@Suite struct OwnModelTests {
  private typealias RegressionCheck = SanityCheck<
    Stack<Float>, MeanSquaredError<Float>, SampleSet<Tensor<Float>, Tensor<Float>>
  >

  /// y = sin x₀ + x₁·x₂ of 400 samples, learned by a small perceptron.
  private func regression(shift: Float = 0) -> RegressionCheck {
    let generator = RandomGenerator(seed: 1)
    let x = Tensor<Float>([400, 3], generator.normals(1200).map { Float($0) })
    let y = Tensor<Float>(
      [400, 1], (0..<400).map { shift + .sin(x[3 * $0]) + x[3 * $0 + 1] * x[3 * $0 + 2] })
    let network = Stack<Float>([
      .init("fc1", Linear(3, 24, from: generator)), .init("relu1", ReLU()),
      .init("fc2", Linear(24, 24, from: generator)), .init("relu2", ReLU()),
      .init("out", Linear(24, 1, initializer: .xavier, from: generator)),
    ])
    return SanityCheck(
      "regression", network, objective: MeanSquaredError(), optimizer: Adam(learningRate: 0.01),
      on: SampleSet(x, y))
  }

  @Test func `a regression is found healthy, and what does not apply says why`() throws {
    let report = try regression().run()
    #expect(report.failures == [], "\(report.findings)")
    #expect(Set(report.findings.map(\.probe)) == Set(ProbeName.allCases))
    #expect(report.findings(of: .overfit).map(\.verdict) == [.pass])
    #expect(report.findings(of: .trainAndInference).map(\.verdict) == [.pass])
    #expect(report.findings(of: .reduction).map(\.verdict) == [.pass])
    #expect(report.findings(of: .deadReLU).map(\.verdict) == [.notApplicable])
    let labels = try #require(report.findings(of: .labels).first)
    #expect(labels.verdict == .notApplicable && labels.evidence.contains("images alone"))
    #expect(report.trainingImages == 400 && report.layers.map(\.name) == ["fc1", "fc2", "out"])
    #expect(report.layers.allSatisfy { $0.updateRatio ?? 0 > 0 })
  }

  @Test func `an input that is ignored is told by zeros`() throws {
    var check = regression(shift: 3)
    check.probes = [.overfit]
    #expect(try check.run().findings.map(\.verdict) == [.pass])
    // All units are dead, and the last bias alone learns.
    check.network.changeParameters { name, tensor in
      name == "fc2.bias" ? Tensor(tensor.shape, repeating: -100) : nil
    }
    #expect(try check.run().failures == [.inputIgnored])
  }

  @Test func `predictions far larger than targets are worth a look`() throws {
    var check = regression()
    check.probes = [.initialLoss]
    #expect(try check.run().findings.map(\.verdict) == [.pass])
    check.network.changeParameters { name, tensor in
      name == "out.weight" ? tensor.map { 100 * $0 } : nil
    }
    #expect(try check.run().findings.map(\.code) == [.largeHead])
  }

  @Test func `a sum instead of a mean, and a rate that is far off`() throws {
    var check = regression()
    check.probes = [.reduction]
    check.objective = MeanSquaredError(reduction: .sum)
    #expect(try check.run().findings.map(\.verdict) == [.warn])
    check = regression()
    check.optimizer.learningRate = 30
    #expect(try check.run().failures.first == .learningRateTooHigh)
  }

  @Test func `pairs without a target, drawn as they are needed`() throws {
    let generator = RandomGenerator(seed: 4)
    let judge = Stack<Float>([
      .init("fc1", Linear(2, 16, from: generator)), .init("relu", LeakyReLU(slope: 0.2)),
      .init(
        "score",
        Linear(16, 1, initializer: .gaussian(standardDeviation: 0.1), from: generator)),
    ])
    let network = Pair(
      graph: Graph(
        [
          .init("one", judge, from: "input.real"),
          .init("other", judge, from: "input.generated", sharing: "one"),
        ], outputs: "one", "other"))
    let samples = DrawnSamples<AdversarialScores<Float>, Void>("two clouds") { count, generator in
      func cloud(_ mean: Double) -> Tensor<Float> {
        Tensor([count, 2], generator.normals(2 * count, mean: mean).map { Float($0) })
      }
      return (AdversarialScores(real: cloud(2), generated: cloud(-2)), ())
    }
    var check = SanityCheck(
      "pair", network, objective: DiscriminatorLoss(), optimizer: Adam(learningRate: 0.01),
      on: samples)
    check.steps = 5
    let report = try check.run()
    #expect(report.failures == [], "\(report.findings)")
    let loss = try #require(report.findings(of: .initialLoss).first)
    #expect(loss.expectation.hasPrefix("1.386"))
    #expect(report.findings(of: .reduction).map(\.verdict) == [.pass])
    #expect(report.findings(of: .trainAndInference).map(\.verdict) == [.pass])
  }

  private struct Pair: CompositeLayer {
    typealias Input = AdversarialScores<Float>
    typealias Output = AdversarialScores<Float>
    var graph: Graph<Float>
    var description: String { "Pair" }
  }
}
