import GSL
import Layers
import Tensors

/// A network in training: forward, loss and penalty, backward, update, commit; one call a step.
///
///     var loop = TrainingLoop(network, objective: SoftmaxCrossEntropy(), optimizer: SGD(learningRate: 0.01))
///     for batch in batches { print(try loop.step(batch.images, labels: batch.labels).loss) }
///
/// The step's gradient is that of L = D + R: the data loss, and the penalty of every tensor that is
/// regularized by default. A schedule sets the learning rate before each step.
public struct TrainingLoop<Objective: Loss>: Sendable where Objective.Target == [Int] {
  public typealias Scalar = Objective.Scalar

  public private(set) var network: Stack<Scalar>
  public let objective: Objective
  public private(set) var optimizer: any Optimizer<Scalar>
  public let regularizer: (any Regularizer<Scalar>)?
  /// How the learning rate changes from step to step.
  public var schedule = Schedule<Scalar>.constant
  /// How momentum changes from step to step, for an ``SGD`` optimizer.
  public var momentumSchedule: MomentumSchedule<Scalar>?
  /// The number of steps made.
  public private(set) var steps = 0

  private let initialRate: Scalar
  private let key: RandomKey

  /// A loop that has made no step. Random layers draw from `key`.
  public init(
    _ network: Stack<Scalar>, objective: Objective, optimizer: any Optimizer<Scalar>,
    regularizer: (any Regularizer<Scalar>)? = nil, key: RandomKey = RandomKey(0)
  ) {
    self.network = network
    self.objective = objective
    self.optimizer = optimizer
    self.regularizer = regularizer
    self.key = key
    initialRate = optimizer.learningRate
  }

  /// Makes a step on a batch.
  ///
  /// - Throws: ``InputError`` where the batch does not fit the network or the labels do not fit the
  ///   objective; nothing has changed then.
  @discardableResult
  public mutating func step(
    _ input: Tensor<Scalar>, labels: [Int]
  ) throws(InputError) -> StepResult<Scalar> {
    let context = ForwardContext(.training, key: key.derived(steps))
    let (scores, cache) = try network.forward(input, in: context)
    let (loss, lossCache) = try objective.forward(scores, target: labels)
    var gradient = network.backward(objective.backward(1, cache: lossCache), cache: cache)
      .parameters
    let penalty = addPenalty(to: &gradient)
    update(with: gradient)
    network.commit(cache)
    return StepResult(loss: loss, penalty: penalty, scores: scores, labels: labels)
  }

  /// Makes the same step as ``step(_:labels:)`` and tells everything about it.
  ///
  /// - Throws: as ``step(_:labels:)`` does.
  public mutating func observedStep(
    _ input: Tensor<Scalar>, labels: [Int]
  ) throws(InputError) -> TrainingObservation<Scalar> {
    let context = ForwardContext(.training, key: key.derived(steps))
    var outputs: [Tensor<Scalar>] = []
    var caches: [AnyLayer<Scalar>.Cache] = []
    for (position, member) in network.members.enumerated() {
      let (output, cache) = try member.layer.forward(
        outputs.last ?? input, in: context.forLayer(at: position))
      outputs.append(output)
      caches.append(cache)
    }
    let scores = outputs.last ?? input
    let (loss, lossCache) = try objective.forward(scores, target: labels)

    var outputGradients: [Tensor<Scalar>] = []
    var outputGradient = objective.backward(1, cache: lossCache)
    var dataGradient = network.parameters
    for (position, member) in network.members.enumerated().reversed() {
      outputGradients.append(outputGradient)
      let gradients = member.layer.backward(outputGradient, cache: caches[position])
      dataGradient.groups[position] = gradients.parameters
      outputGradient = gradients.input
    }
    outputGradients.reverse()

    let before = network.parameters
    var gradient = dataGradient
    let penalty = addPenalty(to: &gradient)
    let number = steps
    update(with: gradient)
    for (position, cache) in caches.enumerated() { network.members[position].layer.commit(cache) }

    let after = network.parameters
    return TrainingObservation(
      number: number,
      result: StepResult(loss: loss, penalty: penalty, scores: scores, labels: labels),
      learningRate: optimizer.learningRate,
      layers: network.members.indices.map { position in
        .init(
          name: network.members[position].name, layer: network.members[position].layer.base,
          output: outputs[position], outputGradient: outputGradients[position])
      },
      parameters: before.slots.map { slot in
        let weight = before[keyPath: slot.path]
        return .init(
          name: slot.name, role: slot.role, before: weight, after: after[keyPath: slot.path],
          gradient: dataGradient[keyPath: slot.path],
          penaltyGradient: slot.role.isRegularizedByDefault
            ? regularizer?.gradient(of: weight) : nil)
      })
  }

  /// Adds the penalty's gradient to the data loss's, and returns the penalty.
  private func addPenalty(to gradient: inout Stack<Scalar>.Parameters) -> Scalar {
    guard let regularizer else { return 0 }
    return addPenalty(of: regularizer, to: &gradient)
  }

  private func addPenalty(
    of regularizer: some Regularizer<Scalar>, to gradient: inout Stack<Scalar>.Parameters
  ) -> Scalar {
    let parameters = network.parameters
    var penalty: Scalar = 0
    for slot in parameters.slots where slot.role.isRegularizedByDefault {
      let weight = parameters[keyPath: slot.path]
      penalty += regularizer.value(of: weight)
      gradient[keyPath: slot.path] =
        gradient[keyPath: slot.path].adding(regularizer.gradient(of: weight))
    }
    return penalty
  }

  private mutating func update(with gradient: Stack<Scalar>.Parameters) {
    optimizer.learningRate = schedule.rate(at: steps, from: initialRate)
    if let momentumSchedule, var descent = optimizer as? SGD<Scalar> {
      descent.momentum = momentumSchedule.momentum(at: steps)
      optimizer = descent
    }
    optimizer.update(&network, gradient: gradient)
    steps += 1
  }
}

extension Tensor {
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  fileprivate func adding(_ other: Tensor) -> Tensor { combined(with: other) { $0 + $1 } }
}
