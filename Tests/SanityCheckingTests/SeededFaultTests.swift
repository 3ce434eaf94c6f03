import Datasets
import Diagnostics
import GSL
import Layers
import Models
import SanityChecking
import Tensors
import Testing
import Training

/// Faults made on purpose: the finding that comes first names the cause, not a symptom.
@Suite struct SeededFaultTests {
  enum Fault: String, CaseIterable {
    case rateTooHigh, rateTooLow, zeroInitialization, unnormalizedInputs, missingNonlinearity
    case shuffledLabels, killedLayer

    /// What has to come first.
    var cause: Diagnosis {
      switch self {
      case .rateTooHigh: .learningRateTooHigh
      case .rateTooLow: .learningRateTooLow
      case .zeroInitialization: .symmetry
      case .unnormalizedInputs: .inputScale
      case .missingNonlinearity: .missingNonlinearity
      case .shuffledLabels: .labelDependence
      case .killedLayer: .deadFromTheStart
      }
    }

    func seed(
      _ check: inout ImageCheck, _ model: ModelName,
      _ optimizer: OptimizerName
    ) {
      switch self {
      case .rateTooHigh: check.optimizer.learningRate *= 1000
      case .rateTooLow: check.optimizer.learningRate /= 1000
      case .zeroInitialization:
        check.network = model.network(initializer: .zero, from: RandomGenerator(seed: 0))
      case .unnormalizedInputs: check.data.splits.training.normalization = nil
      case .missingNonlinearity:
        check.network = check.network.without { $0.layer.base is ReLU<Float> }
      case .shuffledLabels:
        let images = check.data.splits.training.dataset
        let order = RandomGenerator(seed: 9).permutation(images.count)
        check.data.splits.training.dataset = ImageDataset(
          pixels: images.pixels, labels: images.labels(order), classNames: images.classNames,
          origin: images.origin)
      case .killedLayer:
        // Batch norm takes a bias of the convolution out again; its own is the one that kills.
        let name = model.vgg == nil ? "fc2.bias" : "norm4.beta"
        check.network.changeParameters { slot, tensor in
          slot == name ? Tensor(tensor.shape, repeating: -100) : nil
        }
      }
    }
  }

  // Each fault with one of the optimizers, in turn.
  @Test(
    arguments: zip(
      Fault.allCases,
      Fault.allCases.indices.map { [OptimizerName.sgd, .momentum, .adam][$0 % 3] }))
  func `a perceptron's fault is named first`(fault: Fault, optimizer: OptimizerName) throws {
    var check = healthyCheck(.mlp, optimizer: optimizer)
    fault.seed(&check, .mlp, optimizer)
    let report = try check.run()
    #expect(report.failures.first == fault.cause, "\(report.failures)")
    #expect(!report.isPassed)
  }

  @Test(arguments: Fault.allCases)
  func `a VGG network's fault is named first`(fault: Fault) throws {
    var check = healthyCheck(.vgg11)
    check.batch = 10
    check.overfitSamples = 10
    check.overfitBudget = 10
    fault.seed(&check, .vgg11, .momentum)
    let report = try check.run()
    #expect(report.failures.first == fault.cause, "\(report.failures)")
    if fault == .killedLayer {
      let evidence = report.findings.first?.evidence
      #expect(evidence?.contains("norm4.beta is -100 on average") == true, "\(evidence ?? "")")
      #expect(report.findings.first?.layer == "relu4")
    }
  }

  @Test func `a softmax before a loss that has its own`() throws {
    var check = healthyCheck(.mlp)
    check.probes = [.objective]
    #expect(try check.run().findings.map(\.verdict) == [.pass])
    check.network.members.append(.init("softmax", Softmax<Float>()))
    #expect(try check.run().failures == [.scoresDoNotFitTheLoss])
  }

  @Test(arguments: [ModelName.mlp, .softmax])
  func `labels wrong from the start are not learned from better than by chance`(
    model: ModelName
  ) throws {
    var check = healthyCheck(model)
    check.probes = [.labels]
    Fault.shuffledLabels.seed(&check, model, .momentum)
    let report = try check.run()
    #expect(report.findings.map(\.code) == [.labelDependence])
    #expect(report.failures == [.labelDependence])
  }
}
