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

  @Test func `VGG11 on synthetic images has nothing to mend`() throws {
    let report = try healthyCheck(.vgg11).run()
    #expect(report.findings.allSatisfy { $0.verdict >= .pass }, "\(report.findings)")
    #expect(
      report.layers.map(\.name) == (1...8).map { "conv\($0)" } + ["classifier"])
    #expect(report.layers.dropLast().allSatisfy { $0.deadShare == 0 })
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
    check.data = ImageSplits(images, seed: 2)
    let report = try check.run()
    #expect(report.findings.allSatisfy { $0.verdict >= .pass }, "\(report.findings)")
    #expect(abs((report.initialLoss ?? 0) - 2.30) < 0.05)
    #expect(report.overfittingLosses.count <= 31)
    #expect(try #require(report.overfittingLosses.last) < 0.01)
  }
}
