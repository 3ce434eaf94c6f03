import Diagnostics
import GSL
import Layers
import Tensors
import Training

/// What an experienced person looks at before training a network, on images.
///
///     let check = SanityCheck("mine", network, objective: SoftmaxCrossEntropy<Float>(), chanceLoss: log(10),
///       optimizer: SGD(learningRate: 0.01, momentum: 0.9), on: ImageSplits(images, seed: 0))
///     print(try check.run().findings.first?.title ?? "all is well")
///
/// Every experiment starts from a copy of the network as it was given: nothing that the check does
/// changes it, its running statistics or the optimizer.
public struct SanityCheck<Objective: Loss>: Sendable
where Objective.Target == [Int], Objective.Prediction == Tensor<Objective.Scalar> {
  public typealias Scalar = Objective.Scalar

  /// What is looked at, such as "vgg11".
  public var subject: String
  /// The network at its initialization.
  public var network: Stack<Scalar>
  public var objective: Objective
  /// What the objective should be for equal scores, by the textbook; nil where that is not known.
  public var chanceLoss: Double?
  /// The optimizer before its first step.
  public var optimizer: any Optimizer<Scalar>
  /// Whether the optimizer divides steps by the gradient's own size, as Adam does.
  public var isAdaptive: Bool
  public var regularizer: (any Regularizer<Scalar>)?
  public var data: ImageSplits
  /// The samples of a step, and the number of steps of the training that is watched.
  public var batch = 20
  public var steps = 10
  /// The samples to learn by heart, and the steps allowed for it.
  public var overfitSamples = 20
  public var overfitBudget = 50
  public var probes = Set(ProbeName.allCases)
  public var seed: UInt64 = 0

  public init(
    _ subject: String, _ network: Stack<Scalar>, objective: Objective, chanceLoss: Double? = nil,
    optimizer: any Optimizer<Scalar>, adaptive isAdaptive: Bool = false,
    regularizer: (any Regularizer<Scalar>)? = nil, on data: ImageSplits
  ) {
    self.subject = subject
    self.network = network
    self.objective = objective
    self.chanceLoss = chanceLoss
    self.optimizer = optimizer
    self.isAdaptive = isAdaptive
    self.regularizer = regularizer
    self.data = data
  }

  /// Makes the experiments that the chosen probes need. After a cancellation the report holds what was
  /// finished.
  ///
  /// - Throws: ``InputError`` where there are too few images, or where data and network do not fit.
  public func run(monitor: SanityMonitor = SanityMonitor()) throws -> SanityReport {
    let needed = max(batch, overfitSamples)
    guard data.training.dataset.count >= needed else {
      throw InputError(
        "a sanity check with batches of \(batch) and \(overfitSamples) images to learn by heart",
        expects: "\(needed) training images or more", got: "\(data.training.dataset.count)")
    }
    let training = data.training.dataset
    var report = SanityReport(
      subject: subject,
      parameters: network.parameters.tensors.reduce(0) { $0 + $1.count },
      tensors: network.parameters.slotCount, optimizer: "\(optimizer)",
      objective: "\(objective)", regularizer: regularizer.map { "\($0)" },
      data: "\(training.origin)", trainingImages: training.count,
      classes: training.classNames.enumerated().map { label, name in
        .init(name: name, count: training.labels.count { $0 == label })
      },
      otherImages: data.others.map { .init(name: $0.name, count: $0.source.dataset.count) },
      seed: seed)
    try report.fill(by: [inspectData, inspectNetwork, overfit, train], monitor)
    return report
  }

  /// The keys of what is drawn at random, each experiment its own.
  enum Draw: Int {
    case inspection
    case overfitting
    case training
    case activity
    case labels
  }

  func key(_ draw: Draw) -> RandomKey { RandomKey(seed).derived(draw.rawValue) }

  func asks(_ names: ProbeName...) -> Bool { !probes.isDisjoint(with: names) }
}
