import Datasets
import Diagnostics
import Foundation
import GSL
import Layers
import Models
import SanityChecking
import Tensors
import Testing
import Training

/// Networks with nothing wrong: nothing is flagged, and the numbers are those of the textbook.
@Suite struct HealthyNetworkTests {
  @Test(arguments: OptimizerName.allCases, [ModelName.mlp, .softmax])
  func `nothing healthy is flagged`(optimizer: OptimizerName, model: ModelName) throws {
    for seed in UInt64(0)..<3 {
      let report = try healthyCheck(model, optimizer: optimizer, seed: seed).run()
      #expect(report.findings.allSatisfy { $0.verdict >= .pass }, "\(report.findings)")
      #expect(report.isPassed && report.isComplete)
    }
  }

  @Test func `a hinge starts at K − 1`() throws {
    let rate = ModelName.svm.learningRate(for: .momentum)
    var check = SanityCheck(
      "svm", ModelName.svm.network(from: RandomGenerator(seed: 0)), objective: Hinge<Float>(),
      chanceLoss: 9, optimizer: SGD(learningRate: Float(rate), momentum: 0.9),
      on: ImageSplits(syntheticImages, seed: 0))
    check.overfitBudget = 300
    let report = try check.run()
    #expect(report.findings.allSatisfy { $0.verdict >= .pass }, "\(report.findings)")
    #expect(abs((report.initialLoss ?? 0) - 9) < 0.2)
  }

  @Test func `every activation but none at all is fine`() throws {
    for activation in Activation.allCases where activation != .identity {
      let report = try healthyCheck(.mlp, activation: activation).run()
      let failures = report.failures
      // Sigmoids learn slowly at a rate that suits ReLUs, which is a finding by right.
      #expect(failures.isEmpty || activation == .sigmoid, "\(activation): \(report.findings)")
      #expect(report.findings(of: .nonlinearity).map(\.verdict) == [.pass])
    }
  }

  @Test(
    arguments: [
      (Activation.tanh, Initializer.gaussian(standardDeviation: 0.01), [64, 64, 64]),
      (.relu, .he, [1]), (.relu, .he, [2]),
    ])
  func `a nonlinearity is seen at small activations and in narrow layers`(
    activation: Activation, initializer: Initializer, hidden: [Int]
  ) throws {
    for seed in UInt64(0)..<4 {
      let network: Stack<Float> = MultilayerPerceptron(hidden: hidden, activation: activation)
        .network(inputs: 3072, initializer: initializer, from: RandomGenerator(seed: seed))
      var check = SanityCheck(
        "mlp", network, objective: SoftmaxCrossEntropy<Float>(), chanceLoss: log(10),
        optimizer: SGD(learningRate: 0.01), on: ImageSplits(syntheticImages, seed: seed))
      check.probes = [.nonlinearity]
      #expect(try check.run().findings.map(\.verdict) == [.pass], "\(hidden), seed \(seed)")
    }
  }

  @Test func `labels of mostly one class leave the initial loss what it should be`() throws {
    var counts = [Int](repeating: 0, count: 10)
    let images = SyntheticImages.generate(6000, seed: 3)
    let kept = images.indices.filter { index in
      let label = images.labels[index]
      counts[label] += 1
      return counts[label] <= (label == 0 ? 450 : 9)
    }
    for seed in UInt64(0)..<8 {
      let network: Stack<Float> = MultilayerPerceptron(hidden: [64, 64])
        .network(inputs: 3072, head: .he, from: RandomGenerator(seed: seed))
      var check = SanityCheck(
        "mlp", network, objective: SoftmaxCrossEntropy<Float>(), chanceLoss: log(10),
        optimizer: SGD(learningRate: 0.01), on: ImageSplits(images.subset(kept), seed: seed))
      check.probes = [.initialLoss]
      check.seed = seed
      let failures = try check.run().findings.filter { $0.verdict == .fail }
      #expect(!failures.contains { $0.title.contains("instead of") }, "\(failures)")
    }
  }

  @Test func `VGG11 on synthetic images has nothing to mend`() throws {
    let report = try healthyCheck(.vgg11).run()
    #expect(report.findings.allSatisfy { $0.verdict >= .pass }, "\(report.findings)")
    #expect(
      report.layers.map(\.name) == (1...8).map { "conv\($0)" } + ["classifier"])
    #expect(report.layers.dropLast().allSatisfy { $0.deadShare == 0 })
  }

  @Test(arguments: [ModelName.softmax, .mlp])
  func `five passes over the data bring a network ahead of the nearest neighbors`(
    model: ModelName
  ) throws {
    var check = healthyCheck(model)
    check.probes = [.baseline]
    check.steps = 270
    let report = try check.run()
    #expect(report.findings.map(\.verdict) == [.pass], "\(report.findings)")
  }

  private static let cifar10 = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/cifar10").standardized.path

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: cifar10),
      "CIFAR-10's binary version is not in ../shared/cifar10"),
    arguments: [OptimizerName.momentum, .adam])
  func `VGG11 on real images does what it should`(optimizer: OptimizerName) throws {
    let images = try CIFAR10.load(HealthyNetworkTests.cifar10).training
    var check = healthyCheck(.vgg11, optimizer: optimizer, seed: 2)
    check.data.splits = ImageSplits(images, seed: 2)
    let report = try check.run()
    #expect(report.findings.allSatisfy { $0.verdict >= .pass }, "\(report.findings)")
    #expect(abs((report.initialLoss ?? 0) - 2.30) < 0.05)
    #expect(report.overfittingLosses.count <= 31)
    #expect(try #require(report.overfittingLosses.last) < 0.01)
  }
}
