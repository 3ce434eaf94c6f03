import Diagnostics
import GSL
import Layers
import Models
import Tensors
import Training

/// What an experienced person looks at before training a network on whatever it is made for; of classifiers of images
/// more can be said: ``SanityCheck``.
///
/// What is asked of the network alone, and of a training as it goes on, is the same. What is learned by heart is judged
/// by the loss: above the least that it can come to, it must fall below the share that the model's plan states.
public struct TaskSanityCheck<Work: LearningTask>: Sendable {
  public typealias Scalar = Work.Scalar

  /// What is looked at, such as "char-rnn".
  public var subject: String
  public var task: Work
  public var plan: LearningPlan
  /// The optimizer before its first step.
  public var optimizer: any Optimizer<Scalar>
  /// Whether the optimizer divides steps by the gradient's own size, as Adam does.
  public var isAdaptive: Bool
  public var regularizer: (any Regularizer<Scalar>)?
  /// The examples of a step, and the number of steps of the training that is watched.
  public var batch = 20
  public var steps = 10
  /// The examples to learn by heart.
  public var overfitSamples = 20
  public var probes = Set(ProbeName.allCases)
  public var seed: UInt64 = 0

  private static var stretchSamples: Int { 4 }
  private static var lossSamples: Int { 100 }
  private static var activityBatch: Int { 100 }

  public init(
    _ subject: String, _ task: Work, plan: LearningPlan, optimizer: any Optimizer<Scalar>,
    adaptive isAdaptive: Bool
  ) {
    (self.subject, self.task, self.plan) = (subject, task, plan)
    (self.optimizer, self.isAdaptive) = (optimizer, isAdaptive)
  }

  private enum Draw: Int {
    case inspection
    case overfitting
    case training
    case activity
  }

  private func key(_ draw: Draw) -> RandomKey { RandomKey(seed).derived(draw.rawValue) }

  private func asks(_ names: ProbeName...) -> Bool { !probes.isDisjoint(with: names) }

  /// Makes the experiments that the chosen probes need. After a cancellation the report holds what was finished.
  ///
  /// - Throws: ``InputError`` where examples, network and objective do not fit each other.
  public func run(monitor: SanityMonitor = SanityMonitor()) throws -> SanityReport {
    let parameters = task.network.parameters
    var report = SanityReport(
      subject: subject, parameters: parameters.tensors.reduce(0) { $0 + $1.count },
      tensors: parameters.slotCount, optimizer: "\(optimizer)", objective: "\(task.objective)",
      regularizer: regularizer.map { "\($0)" }, data: "examples drawn with seed \(seed)",
      trainingImages: 0, classes: [], otherImages: [], seed: seed)
    try report.fill(by: [inspect, overfit, train], monitor)
    return report
  }

  /// What the network at its initialization says.
  private func inspect(_ report: inout SanityReport, _ monitor: SanityMonitor) throws {
    let context = ForwardContext(.inference, key: key(.inspection))
    if asks(.nonlinearity) {
      try monitor.update("nonlinearity", 0, of: 1)
      let input = task.examples(TaskSanityCheck.stretchSamples, key: key(.inspection)).input
      report.findings += Nonlinearity().findings(
        from: try Trace(of: task.network, at: AnyTensors(input), in: context).nonlinearity(
          before: task.frozen))
    }
    try monitor.update("initial loss", 0, of: 1)
    let (input, target) = task.examples(TaskSanityCheck.lossSamples, key: key(.inspection))
    let prediction = try task.network.forward(input, in: context).output
    report.initialLoss = Double(try task.objective.forward(prediction, target: target).value)
  }

  private func loop(_ draw: Draw) -> TrainingLoop<Work.Network, Work.Objective> {
    var loop = TrainingLoop(
      task.network, objective: task.objective, optimizer: optimizer,
      regularizer: draw == .training ? regularizer : nil, key: key(draw))
    loop.frozen = task.frozen
    return loop
  }

  /// Learning a few examples by heart.
  private func overfit(_ report: inout SanityReport, _ monitor: SanityMonitor) throws {
    guard asks(.overfit) else { return }
    let (input, target) = task.examples(overfitSamples, key: key(.overfitting))
    var loop = loop(.overfitting)
    var losses: [Double] = []
    var goal = -Double.infinity
    for step in 0...plan.steps {
      try monitor.update("overfitting", step, of: plan.steps)
      let loss = Double(try loop.step(input, target: target).loss)
      if step == 0 { goal = task.floor + plan.share * (loss - task.floor) }
      losses.append(loss)
      if loss < goal || !loss.isFinite { break }
    }
    report.overfittingLosses = losses
    let (first, last) = (losses[0], losses[losses.count - 1])
    let evidence =
      "loss \(first.short) at first, \(last.short) after \(losses.count - 1) steps"
    let expectation = "loss below \(goal.short) within \(plan.steps) steps"
    report.findings.append(
      last < goal
        ? Finding(
          .cannotOverfit, from: .overfit, .pass, ProbeName.overfit.summary, evidence: evidence,
          expectation: expectation)
        : Finding(
          .cannotOverfit, from: .overfit, .fail,
          "\(overfitSamples) examples are not learned by heart", evidence: evidence,
          expectation: expectation,
          fix: "mend whatever else was found; then try other learning rates and more steps, and "
            + "check the gradients"))
  }

  /// Some steps of training as it is meant to be, watched.
  private func train(_ report: inout SanityReport, _ monitor: SanityMonitor) throws {
    let watched = TrainingProbes(adaptive: isAdaptive).all
      .filter { probes.contains(type(of: $0).name) }
    guard !watched.isEmpty else { return }
    var watch = TrainingMonitor(probes: watched)
    var loop = loop(.training)
    defer { report.add(watch) }
    for step in 0..<steps {
      try monitor.update("training", step, of: steps)
      let (input, target) = task.examples(batch, key: key(.training).derived(step))
      let observation = try loop.observedStep(input, target: target)
      var told = TrainingStep(observation)
      told.isTraining = true
      told.parameters = told.parameters.filter { parameter in
        !task.frozen.contains { parameter.name.hasPrefix($0) }
      }
      watch.record(told)
      try monitor.snapshot?(TrainingSnapshot(told, observation))
      // What comes after is no news.
      if !observation.result.loss.isFinite { return }
    }
    if asks(.deadReLU) { try observeActivity(of: loop.network, &watch, monitor) }
  }

  /// Shows the network as many examples as it takes to call a unit dead.
  private func observeActivity(
    of network: Work.Network, _ watch: inout TrainingMonitor, _ monitor: SanityMonitor
  ) throws {
    for start in stride(from: 0, to: DeadReLU.window, by: TaskSanityCheck.activityBatch) {
      try monitor.update("dead units", start, of: DeadReLU.window)
      let key = key(.activity).derived(start)
      let input = task.examples(TaskSanityCheck.activityBatch, key: key).input
      let trace = try Trace(
        of: network, at: AnyTensors(input), in: ForwardContext(.training, key: key))
      let layers = LayerStatistics.rectifiers(in: trace)
      guard !layers.isEmpty else { return }
      watch.record(evaluation: layers, samples: TaskSanityCheck.activityBatch)
    }
  }
}
