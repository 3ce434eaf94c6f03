import GSL
import Layers
import Tensors

/// A network in training: forward, loss and penalty, backward, update, commit; one call a step.
///
///     var loop = TrainingLoop(network, objective: SoftmaxCrossEntropy(), optimizer: SGD(learningRate: 0.01))
///     for batch in batches { print(try loop.step(batch.images, target: batch.labels).loss) }
///
/// The step's gradient is that of L = D + R: the data loss, and the penalty of every tensor that is
/// regularized by default. A schedule sets the learning rate before each step.
public struct TrainingLoop<Network: Layer, Objective: Loss>: Sendable
where Network.Output == Objective.Prediction, Network.Scalar == Objective.Scalar {
  public typealias Scalar = Objective.Scalar

  public internal(set) var network: Network
  public let objective: Objective
  public internal(set) var optimizer: any Optimizer<Scalar>
  public let regularizer: (any Regularizer<Scalar>)?
  /// How the learning rate changes from step to step.
  public var schedule = Schedule<Scalar>.constant
  /// How momentum changes from step to step, for an ``SGD`` optimizer.
  public var momentumSchedule: MomentumSchedule<Scalar>?
  /// What keeps the gradient, the penalty's included, from being too large.
  public var clipping: GradientClipping<Scalar>?
  /// How long the weights of a unit may become.
  public var maxNorm: MaxNorm<Scalar>?
  /// The parameters that stay as they are, by the beginning of their names: "conv1" or "encoder.". What was learned
  /// elsewhere is kept so while the rest learns (transfer). Running statistics go on.
  public var frozen: [String] = []
  /// The number of steps made.
  public internal(set) var steps = 0
  /// What random layers draw from: step t from the key derived with t.
  public internal(set) var key: RandomKey

  /// The rate that a schedule starts from.
  var initialRate: Scalar

  /// A loop that has made no step. Random layers draw from `key`.
  public init(
    _ network: Network, objective: Objective, optimizer: any Optimizer<Scalar>,
    regularizer: (any Regularizer<Scalar>)? = nil, key: RandomKey = RandomKey(0)
  ) {
    self.network = network
    self.objective = objective
    self.optimizer = optimizer
    self.regularizer = regularizer
    self.key = key
    initialRate = optimizer.learningRate
  }

  private var context: ForwardContext { ForwardContext(.training, key: key.derived(steps)) }

  /// Makes a step on a batch.
  ///
  /// - Throws: `InputError` where the batch does not fit the network or the target does not fit the
  ///   objective; nothing has changed then.
  @discardableResult
  public mutating func step(
    _ input: Network.Input, target: Objective.Target
  ) throws(InputError) -> StepResult<Objective> {
    let (loss, prediction, passed) = try pass(input, target: target)
    var gradient = passed
    let penalty = addPenalty(to: &gradient)
    update(with: gradient)
    return StepResult(loss: loss, penalty: penalty, prediction: prediction, target: target)
  }

  /// Forward and backward. The cache, which holds parameters, is gone before they are moved in place.
  private mutating func pass(
    _ input: Network.Input, target: Objective.Target
  ) throws(InputError) -> (Scalar, Network.Output, gradient: Network.Parameters) {
    let (prediction, cache) = try network.forward(input, in: context)
    let (loss, lossCache) = try objective.forward(prediction, target: target)
    let above = objective.backward(1, cache: lossCache)
    let gradient = network.backward(above, cache: cache).parameters
    network.commit(cache)
    return (loss, prediction, gradient)
  }

  /// Makes the same step as ``step(_:target:)`` and tells everything about it.
  ///
  /// - Throws: as ``step(_:target:)`` does.
  public mutating func observedStep(
    _ input: Network.Input, target: Objective.Target
  ) throws(InputError) -> TrainingObservation<Objective> {
    let trace = try Trace(of: network, at: AnyTensors(input), in: context)
    guard let prediction = Network.Output(joining: [trace.output]) else {
      preconditionFailure("\(network) gives what it is not meant to")
    }
    let (loss, lossCache) = try objective.forward(prediction, target: target)
    var layers = [TrainingObservation<Objective>.LayerStep?](
      repeating: nil, count: trace.leaves.count)
    let gradients = trace.backward(objective.backward(1, cache: lossCache)) {
      position, gradient, _ in
      let leaf = trace.leaves[position]
      guard gradient.slotCount > 0 else { return }
      layers[position] = .init(
        name: leaf.name, layer: leaf.layer.base, output: leaf.output[slot: 0],
        outputGradient: gradient[slot: 0])
    }

    let before = network.parameters
    var gradient = before
    for (slot, tensor) in gradients.parameters.enumerated() { gradient[slot: slot] = tensor }
    let penalty = addPenalty(to: &gradient)
    let number = steps
    network.commit(trace.cache(of: network))
    update(with: gradient)

    let after = network.parameters
    return TrainingObservation(
      number: number,
      result: StepResult(loss: loss, penalty: penalty, prediction: prediction, target: target),
      learningRate: optimizer.learningRate, layers: layers.compactMap { $0 },
      parameters: before.slots.enumerated().map { position, slot in
        let weight = before[slot: position]
        return .init(
          name: slot.name, role: slot.role, before: weight, after: after[slot: position],
          gradient: gradients.parameters[position],
          regularizer: slot.role.isRegularizedByDefault ? regularizer : nil)
      })
  }

  /// Adds the penalty's gradient to the data loss's, and returns the penalty.
  private func addPenalty(to gradient: inout Network.Parameters) -> Scalar {
    guard let regularizer else { return 0 }
    let parameters = network.parameters
    var penalty: Scalar = 0
    for (position, slot) in parameters.slots.enumerated() where slot.role.isRegularizedByDefault {
      let weight = parameters[slot: position]
      penalty += regularizer.value(of: weight)
      gradient[slot: position] = gradient[slot: position].adding(regularizer.gradient(of: weight))
    }
    return penalty
  }

  private mutating func update(with gradient: Network.Parameters) {
    optimizer.learningRate = schedule.rate(at: steps, from: initialRate)
    if let momentumSchedule, var descent = optimizer as? SGD<Scalar> {
      descent.momentum = momentumSchedule.momentum(at: steps)
      optimizer = descent
    }
    var gradient = gradient
    clipping?.clip(&gradient)
    if frozen.isEmpty {
      optimizer.update(&network, gradient: gradient)
    } else {
      let isFrozen = network.parameters.slots.map { slot in
        frozen.contains { slot.name.hasPrefix($0) }
      }
      optimizer.beginStep()
      network.updateParameters { theta, slot in
        guard !isFrozen[slot] else { return }
        optimizer.move(&theta, against: gradient[slot: slot], slot: slot)
      }
    }
    maxNorm?.project(&network)
    steps += 1
  }
}

extension Tensor {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  fileprivate func adding(_ other: Tensor) -> Tensor { combined(with: other) { $0 + $1 } }
}
