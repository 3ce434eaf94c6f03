import GSL
import Layers
import Tensors

/// A network, what it is to learn and from which examples, and by which others it is judged.
public struct LearningProblem<Network: Layer, Objective: Loss>: Sendable
where Network.Output == Objective.Prediction, Network.Scalar == Objective.Scalar {
  public typealias Source = BatchSource<Network.Input, Objective.Target>

  /// The network at its initialization.
  public let network: Network
  public let objective: Objective
  /// The parameters that stay as they are, by the beginning of their names.
  public let frozen: [String]
  public let training: Source
  /// Examples that are not trained on; one epoch of them is all.
  public let validation: Source
  /// The share of right answers, where there is such a thing.
  public let accuracy: (@Sendable (StepResult<Objective>) -> Double)?

  public init(
    _ network: Network, objective: Objective, frozen: [String] = [], training: Source,
    validation: Source, accuracy: (@Sendable (StepResult<Objective>) -> Double)? = nil
  ) {
    self.network = network
    self.objective = objective
    self.frozen = frozen
    self.training = training
    self.validation = validation
    self.accuracy = accuracy
  }

  /// A loop that has made no step.
  public func loop(
    _ optimizer: any Optimizer<Objective.Scalar>,
    regularizer: (any Regularizer<Objective.Scalar>)? = nil, key: RandomKey
  ) -> TrainingLoop<Network, Objective> {
    var loop = TrainingLoop(
      network, objective: objective, optimizer: optimizer, regularizer: regularizer, key: key)
    loop.frozen = frozen
    return loop
  }

  /// What a network comes to on the first batches of a source, in inference mode.
  ///
  /// - Throws: `InputError` where batch, network and objective do not fit each other.
  public func judge(
    _ network: Network, on source: Source, batches: Int
  ) throws(InputError) -> Judgment {
    var (loss, accuracy, samples) = (0.0, 0.0, 0)
    for number in 0..<batches {
      let (input, target) = source[number]
      let prediction = try network.forward(input, in: ForwardContext(.inference)).output
      let result = StepResult<Objective>(
        loss: try objective.forward(prediction, target: target).value, penalty: 0,
        prediction: prediction, target: target)
      let weight = max(1, result.samples)
      loss += Double(weight) * Double(result.loss)
      if let own = self.accuracy { accuracy += Double(weight) * own(result) }
      samples += weight
    }
    return Judgment(
      loss: loss / Double(samples),
      accuracy: self.accuracy == nil ? nil : accuracy / Double(samples))
  }
}
