import Layers
import Tensors

/// A training from its first step to its last: epochs over shuffled examples, a judgment by others after each, an end
/// where these get no better, and a checkpoint at any time.
///
///     var run = TrainingRun(problem, loop, epochs: 20, patience: 5)
///     while run.ending == nil {
///       try run.step()
///       if run.isAtEndOfEpoch { try run.checkpoint.write(to: "last.safetensors") }
///     }
///
/// The place in the data and in the schedules is the number of steps.
public struct TrainingRun<Network: Layer, Objective: Loss>: Sendable
where Network.Output == Objective.Prediction, Network.Scalar == Objective.Scalar {
  /// Why a training ended.
  public enum Ending: String, Sendable, Codable {
    case finished
    /// The validation loss was not below its least for ``TrainingRun/patience`` epochs.
    case stoppedEarly = "stopped early"
    /// A loss was not finite.
    case diverged
  }

  public let problem: LearningProblem<Network, Objective>
  public private(set) var loop: TrainingLoop<Network, Objective>
  public private(set) var record = TrainingRecord()
  public var epochs: Int
  /// The epochs that may pass without a new least validation loss; nil for any number.
  public var patience: Int?

  public init(
    _ problem: LearningProblem<Network, Objective>, _ loop: TrainingLoop<Network, Objective>,
    epochs: Int, patience: Int? = nil
  ) {
    precondition(loop.steps == 0, "a training starts with its first step")
    self.problem = problem
    self.loop = loop
    self.epochs = epochs
    self.patience = patience
  }

  public var isAtEndOfEpoch: Bool {
    loop.steps > 0 && loop.steps.isMultiple(of: problem.training.perEpoch)
  }

  /// Whether the network is the best so far by its validation loss.
  public var isBest: Bool {
    isAtEndOfEpoch && record.bestEpoch == record.judgments.count - 1
  }

  /// Nil while there are steps to make.
  public var ending: Ending? {
    if record.losses.last?.isFinite == false || record.judgments.last?.loss.isFinite == false {
      return .diverged
    }
    guard record.judgments.count < epochs else { return .finished }
    if let patience, let best = record.bestEpoch,
      record.judgments.count - 1 - best >= patience
    {
      return .stoppedEarly
    }
    return nil
  }

  /// Makes the next step, and after the last one of an epoch judges the network.
  ///
  /// - Throws: `InputError` where batch, network and objective do not fit each other.
  @discardableResult
  public mutating func step() throws(InputError) -> StepResult<Objective> {
    let (input, target) = problem.training[loop.steps]
    let result = try loop.step(input, target: target)
    try note(result)
    return result
  }

  /// Makes the same step as ``step()`` and tells everything about it.
  ///
  /// - Throws: as ``step()`` does.
  public mutating func observedStep() throws(InputError) -> TrainingObservation<Objective> {
    let (input, target) = problem.training[loop.steps]
    let observation = try loop.observedStep(input, target: target)
    try note(observation.result)
    return observation
  }

  private mutating func note(_ result: StepResult<Objective>) throws(InputError) {
    record.losses.append(Double(result.loss))
    if let accuracy = problem.accuracy { record.accuracies.append(accuracy(result)) }
    guard isAtEndOfEpoch else { return }
    record.judgments.append(
      try problem.judge(
        loop.network, on: problem.validation, batches: problem.validation.perEpoch))
  }
}

// MARK: - Checkpoints

extension TrainingRun {
  /// The loop's checkpoint, with the record of the training as `record.…`.
  public var checkpoint: Checkpoint {
    var checkpoint = loop.checkpoint
    checkpoint.set("record.losses", to: record.losses)
    checkpoint.set("record.accuracies", to: record.accuracies)
    checkpoint.set("record.validation.losses", to: record.judgments.map(\.loss))
    checkpoint.set("record.validation.accuracies", to: record.judgments.compactMap(\.accuracy))
    return checkpoint
  }

  /// Goes on where the training stood whose checkpoint this is.
  ///
  /// - Throws: `InputError` where it is not one of the same training; nothing has changed then.
  public mutating func restore(from checkpoint: Checkpoint) throws(InputError) {
    var record = TrainingRecord()
    record.losses = try checkpoint.numbers("record.losses")
    record.accuracies = try checkpoint.numbers("record.accuracies")
    let losses = try checkpoint.numbers("record.validation.losses")
    let accuracies = try checkpoint.numbers("record.validation.accuracies")
    record.judgments = losses.enumerated().map { epoch, loss in
      Judgment(loss: loss, accuracy: epoch < accuracies.count ? accuracies[epoch] : nil)
    }
    let hasAccuracy = problem.accuracy != nil
    var loop = loop
    try loop.restore(from: checkpoint)
    guard record.losses.count == loop.steps,
      record.accuracies.count == (hasAccuracy ? loop.steps : 0),
      accuracies.count == (hasAccuracy ? losses.count : 0),
      losses.count == loop.steps / problem.training.perEpoch
    else {
      throw InputError(
        "a checkpoint", expects: "the record of \(loop.steps) steps",
        got: "one of \(record.losses.count) steps and \(losses.count) epochs")
    }
    (self.loop, self.record) = (loop, record)
  }
}
