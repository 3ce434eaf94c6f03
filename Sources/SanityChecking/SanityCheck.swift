import Diagnostics
import GSL
import Layers
import Models
import Tensors
import Training

/// What an experienced person looks at before training a network, whatever goes in and comes out.
///
///     let check = SanityCheck(
///       "prices", network, objective: MeanSquaredError(), optimizer: Adam(learningRate: 1e-3),
///       on: SampleSet(features, prices))
///     print(try check.run().findings.first?.title ?? "all is well")
///
/// Experiments that apply to model, samples and objective are made; of others the report says why they do not. Each
/// starts from a copy of the network as it was given: nothing that the check does changes it, its running statistics
/// or the optimizer.
public struct SanityCheck<Network: Layer, Objective: Loss, Source: SampleSource>: Sendable
where
  Network.Output == Objective.Prediction, Network.Scalar == Objective.Scalar,
  Source.Input == Network.Input, Source.Target == Objective.Target
{
  public typealias Scalar = Objective.Scalar

  /// What is looked at, such as "vgg11".
  public var subject: String
  /// The network at its initialization.
  public var network: Network
  public var objective: Objective
  /// What the objective should be, a sample, for predictions that are all 0; nil where no textbook says.
  public var chanceLoss: Double?
  /// The least that the objective can come to.
  public var floor = 0.0
  /// The optimizer before its first step.
  public var optimizer: any Optimizer<Scalar>
  /// Whether the optimizer divides steps by the gradient's own size, as Adam does; nil to tell it from the first
  /// step.
  public var isAdaptive: Bool?
  public var regularizer: (any Regularizer<Scalar>)?
  /// The parameters that do not learn, by the beginning of their names.
  public var frozen: [String] = []
  public var data: Source
  /// The samples of a step, and the number of steps of the training that is watched.
  public var batch = 20
  public var steps = 10
  /// The samples to learn by heart, and the steps allowed for it.
  public var overfitSamples = 20
  public var overfitBudget = 300
  /// The share of the first loss, both above the floor, that may be left of samples learned by heart. Nil for every
  /// label right and a loss below 0.01 where there is one label a sample, and for a share of 0.05 elsewhere.
  public var overfitShare: Double?
  /// Whether the input is needed to tell the target: then zeros in its place are to do worse.
  public var isInputNeeded = true
  public var probes = Set(ProbeName.allCases)
  public var seed: UInt64 = 0

  public init(
    _ subject: String, _ network: Network, objective: Objective, chanceLoss: Double? = nil,
    optimizer: any Optimizer<Scalar>, adaptive isAdaptive: Bool? = nil,
    regularizer: (any Regularizer<Scalar>)? = nil, on data: Source
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

  /// A check of a classifier of images.
  public init(
    _ subject: String, _ network: Network, objective: Objective, chanceLoss: Double? = nil,
    optimizer: any Optimizer<Scalar>, adaptive isAdaptive: Bool? = nil,
    regularizer: (any Regularizer<Scalar>)? = nil, on images: ImageSplits
  ) where Source == ImageSamples<Scalar> {
    self.init(
      subject, network, objective: objective, chanceLoss: chanceLoss, optimizer: optimizer,
      adaptive: isAdaptive, regularizer: regularizer, on: ImageSamples(images))
  }

  /// A check of a model with a task of its own, which draws its samples.
  public init<Work: LearningTask<Scalar>>(
    _ subject: String, _ task: Work, plan: LearningPlan, optimizer: any Optimizer<Scalar>,
    adaptive isAdaptive: Bool? = nil
  )
  where
    Network == Work.Network, Objective == Work.Objective,
    Source == DrawnSamples<Network.Input, Objective.Target>
  {
    self.init(
      subject, task.network, objective: task.objective, optimizer: optimizer, adaptive: isAdaptive,
      on: DrawnSamples(task.origin, by: task.examples(_:key:)))
    (floor, frozen, isInputNeeded) = (task.floor, task.frozen, task.isInputNeeded)
    (overfitBudget, overfitShare) = (plan.steps, plan.share)
  }

  /// Makes the experiments that the chosen probes need. After a cancellation the report holds what was
  /// finished.
  ///
  /// - Throws: `InputError` where there are too few samples, or where data, network and objective do not fit.
  public func run(monitor: SanityMonitor = SanityMonitor()) throws -> SanityReport {
    let summary = data.summary
    let needed = max(batch, overfitSamples)
    if let count = summary.count, count < needed {
      throw InputError(
        "a sanity check with batches of \(batch) and \(overfitSamples) samples to learn by heart",
        expects: "\(needed) training samples or more", got: "\(count)")
    }
    var report = SanityReport(
      subject: subject,
      parameters: network.parameters.tensors.reduce(0) { $0 + $1.count },
      tensors: network.parameters.slotCount, optimizer: "\(optimizer)",
      objective: "\(objective)", regularizer: regularizer.map { "\($0)" },
      data: summary.origin, trainingImages: summary.count ?? 0, classes: summary.classes,
      otherImages: summary.others, seed: seed)
    try report.fill(by: [inspectData, inspectNetwork, overfit, train], monitor)
    return report
  }

  private func inspectData(_ report: inout SanityReport, _ monitor: SanityMonitor) throws {
    report.findings += try data.inspect(probes, key: key(.data), monitor: monitor)
  }

  /// The keys of what is drawn at random, each experiment its own.
  enum Draw: Int {
    case inspection
    case overfitting
    case training
    case activity
    case data
    case neighbors
  }

  func key(_ draw: Draw) -> RandomKey { RandomKey(seed).derived(draw.rawValue) }

  func asks(_ names: ProbeName...) -> Bool { !probes.isDisjoint(with: names) }

  func loop(
    _ network: Network, regularizer: (any Regularizer<Scalar>)? = nil, _ draw: Draw
  ) -> TrainingLoop<Network, Objective> {
    var loop = TrainingLoop(
      network, objective: objective, optimizer: optimizer, regularizer: regularizer,
      key: key(draw))
    loop.frozen = frozen
    return loop
  }

  func value(
    _ prediction: Objective.Prediction, _ target: Objective.Target
  ) throws(InputError) -> Double {
    Double(try objective.forward(prediction, target: target).value)
  }
}
