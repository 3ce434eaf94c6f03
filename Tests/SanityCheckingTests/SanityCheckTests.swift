import Datasets
import Diagnostics
import GSL
import Layers
import Models
import SanityChecking
import Synchronization
import Tensors
import Testing
import Training

/// What a check promises besides its findings.
@Suite struct SanityCheckTests {
  @Test func `probing changes neither the network nor the optimizer`() throws {
    let check = healthyCheck(.vgg11, optimizer: .adam)
    var small = check
    small.batch = 4
    small.steps = 2
    small.overfitSamples = 4
    small.overfitBudget = 2
    let before = small.network
    _ = try small.run()
    // Parameters and running statistics, bit by bit.
    for slot in before.parameters.slots {
      #expect(before.parameters[slot.name]! == small.network.parameters[slot.name]!)
    }
    for (member, original) in zip(small.network.members, check.network.members) {
      guard let norm = member.layer.base as? BatchNorm<Float>,
        let untouched = original.layer.base as? BatchNorm<Float>
      else { continue }
      #expect(norm.state.mean == untouched.state.mean)
      #expect(norm.state.variance == untouched.state.variance)
    }
    #expect(try small.run() == small.run(), "a fresh optimizer and the same random numbers")
  }

  @Test func `only the probes that were asked for answer`() throws {
    for probe in ProbeName.allCases {
      var check = healthyCheck(.mlp)
      check.probes = [probe]
      #expect(Set(try check.run().findings.map(\.probe)) == [probe])
    }
  }

  @Test func `a run that is stopped keeps what it has`() throws {
    let calls = Atomic(0)
    let monitor = SanityMonitor(isCancelled: {
      calls.add(1, ordering: .relaxed).newValue > 40
    })
    let report = try healthyCheck(.mlp).run(monitor: monitor)
    #expect(!report.isComplete)
    #expect(report.findings.contains { $0.probe == .initialLoss })
  }

  @Test func `too few images are refused with a word on how many it takes`() {
    var check = healthyCheck(.mlp)
    check.data.splits = ImageSplits(SyntheticImages.generate(15, seed: 0), seed: 0)
    #expect(throws: InputError.self) { try check.run() }
  }

  @Test func `few images are enough for what does not need more`() throws {
    var check = healthyCheck(.mlp)
    check.data.splits = ImageSplits(SyntheticImages.generate(50, seed: 0), seed: 0)
    let report = try check.run()
    #expect(report.isPassed)
    #expect(report.findings(of: .labels).map(\.verdict) == [.notApplicable])
    #expect(report.findings(of: .deadReLU).map(\.verdict) == [.notApplicable])
  }

  @Test func `a validation split with statistics of its own is found`() throws {
    var check = healthyCheck(.mlp)
    check.probes = [.inputScale]
    let validation = check.data.splits.others[0].source.dataset
    check.data.splits.others[0].source.normalization = ChannelStatistics(of: validation)
    #expect(try check.run().failures == [.splitTransform])
  }

  @Test func `images in both splits are found`() throws {
    var check = healthyCheck(.mlp)
    check.probes = [.inputScale]
    check.data.splits.others[0].source.dataset = check.data.splits.training.dataset.subset(0..<30)
    #expect(try check.run().failures == [.splitOverlap])
  }

  @Test func `equal images with different labels set a floor`() throws {
    var check = healthyCheck(.mlp)
    check.probes = [.overfit]
    let one = check.data.splits.training.dataset.subset([0])
    check.data.splits.training.dataset = ImageDataset(
      pixels: (0..<20).flatMap { _ in one.pixels }, labels: (0..<20).map { $0 % 2 },
      classNames: one.classNames, origin: one.origin)
    let finding = try #require(try check.run().findings.first)
    #expect(finding.evidence.contains("equal inputs with different labels"))
    #expect(finding.expectation.hasPrefix("accuracy 50 %, loss below 0.703"))
  }

  @Test func `batch norm that does not keep statistics is found`() throws {
    var check = healthyCheck(.vgg11)
    check.probes = [.trainAndInference]
    #expect(try check.run().isPassed)
    for position in check.network.members.indices {
      let member = check.network.members[position]
      guard let norm = member.layer.base as? BatchNorm<Float> else { continue }
      check.network.members[position] = .init(
        member.name,
        BatchNorm(gamma: norm.parameters.gamma, beta: norm.parameters.beta, momentum: 0))
    }
    #expect(try check.run().failures == [.trainingAndInferenceDiffer])
  }

  @Test func `an optimizer that leaves a layer out is found`() throws {
    var check = healthyCheck(.mlp)
    check.probes = [.unchangedParameters]
    check.optimizer = ForgetfulOptimizer(
      base: SGD(learningRate: 0.01), forgotten: 2)
    let report = try check.run()
    #expect(report.failures == [.unmovedParameter])
    #expect(report.findings.first?.layer == "fc2.weight")
  }

  @Test func `a learning rate a thousand times off is named on linear classifiers too`() throws {
    for optimizer in [OptimizerName.sgd, .momentum, .adam] {
      for (factor, code) in [
        (Float(1000), Diagnosis.learningRateTooHigh), (0.001, .learningRateTooLow),
      ] {
        var check = healthyCheck(.softmax, optimizer: optimizer)
        check.optimizer.learningRate *= factor
        let report = try check.run()
        #expect(
          report.failures.first == code, "\(optimizer) \(factor) \(report.findings.prefix(3))")
      }
    }
  }

  @Test func `an optimizer that climbs is told so`() throws {
    var check = healthyCheck(.mlp)
    check.optimizer.learningRate *= -1
    #expect(try check.run().failures.first == .uphillUpdate)
  }

  @Test func `a weight that is no number is traced to its layer, not to its symptoms`() throws {
    var check = healthyCheck(.mlp)
    check.network.changeParameters { name, tensor in
      var tensor = tensor
      if name == "fc2.weight" { tensor[7] = .nan }
      return tensor
    }
    let first = try #require(try check.run().findings.first)
    #expect(first.code == .notFiniteFromTheStart)
    #expect(first.layer == "fc2.weight")
  }

  @Test func `a training ten times as long has nothing to mend either`() throws {
    var check = healthyCheck(.mlp)
    check.steps = 300
    let report = try check.run()
    #expect(report.isPassed, "\(report.findings)")
    #expect(try #require(report.trainingLosses.last) < 1)
  }

  @Test func `equal pictures do not make a ReLU linear`() throws {
    var check = healthyCheck(.mlp)
    check.probes = [.nonlinearity]
    let one = check.data.splits.training.dataset.subset([0])
    check.data.splits.training.dataset = ImageDataset(
      pixels: (0..<20).flatMap { _ in one.pixels }, labels: Array(repeating: 0, count: 20),
      classNames: one.classNames, origin: one.origin)
    #expect(try check.run().findings.map(\.verdict) == [.pass])
  }

  @Test func `a summed loss is found`() throws {
    var check = healthyCheck(.mlp)
    check.probes = [.reduction, .initialLoss]
    check.objective = SoftmaxCrossEntropy(reduction: .sum)
    let report = try check.run()
    #expect(report.findings.map(\.verdict) == [.warn, .pass])
    #expect(report.findings.first?.code == .reduction)
  }

  @Test func `a head that is too large is found`() throws {
    var check = healthyCheck(.mlp)
    check.probes = [.initialLoss]
    check.network.changeParameters { name, tensor in
      name == "classifier.weight" ? tensor.map { 1000 * $0 } : nil
    }
    #expect(try check.run().failures == [.largeHead])
  }

  @Test func `one seed gives one report, and another gives another`() throws {
    let report = try healthyCheck(.mlp, seed: 4).run()
    #expect(try healthyCheck(.mlp, seed: 4).run() == report)
    #expect(try healthyCheck(.mlp, seed: 5).run() != report)
  }

  @Test func `dropout is off while samples are learned by heart`() throws {
    var check = healthyCheck(.mlp)
    let position = try #require(check.network.members.firstIndex { $0.name == "relu3" })
    check.network.members.insert(.init("drop", Dropout<Float>(rate: 0.8)), at: position + 1)
    let report = try check.run()
    #expect(report.findings(of: .overfit).map(\.verdict) == [.pass])
  }
}

/// Plain gradient descent for all tensors but one.
private struct ForgetfulOptimizer: Optimizer {
  var base: SGD<Float>
  let forgotten: Int

  var learningRate: Float {
    get { base.learningRate }
    set { base.learningRate = newValue }
  }
  var description: String { "Forgetful\(base)" }

  mutating func move(_ theta: inout Tensor<Float>, against gradient: Tensor<Float>, slot: Int) {
    if slot != forgotten { base.move(&theta, against: gradient, slot: slot) }
  }
}
