import Layers
import Tensors

/// Inputs moved where a network's loss rises fastest, the least that can be seen: the fast gradient sign method.
///
///     x' = x + ε·sign(∂L/∂x)
///
/// Source: Goodfellow, Shlens, Szegedy: "Explaining and harnessing adversarial examples", ICLR 2015.
public enum AdversarialExamples {
  /// x', of every tensor that goes in.
  ///
  /// - Throws: `InputError` where batch, network and objective do not fit.
  public static func perturb<Network: Layer, Objective: Loss>(
    _ input: Network.Input, target: Objective.Target, of network: Network,
    objective: Objective, by epsilon: Network.Scalar,
    in context: ForwardContext = ForwardContext(.inference)
  ) throws(InputError) -> Network.Input
  where Network.Output == Objective.Prediction, Network.Scalar == Objective.Scalar {
    let (prediction, cache) = try network.forward(input, in: context)
    let lossCache = try objective.forward(prediction, target: target).cache
    let gradient = network.backward(objective.backward(1, cache: lossCache), cache: cache).input
    var moved = input
    for slot in 0..<input.slotCount {
      moved[slot: slot] += gradient[slot: slot].map { $0 > 0 ? epsilon : $0 < 0 ? -epsilon : 0 }
    }
    return moved
  }
}

extension TrainingLoop {
  /// A step on a batch moved by the fast gradient sign method, for a network that is not to be fooled by it.
  ///
  /// - Throws: as ``step(_:target:)`` does.
  @discardableResult
  public mutating func adversarialStep(
    _ input: Network.Input, target: Objective.Target, by epsilon: Scalar
  ) throws(InputError) -> StepResult<Objective> {
    let moved = try AdversarialExamples.perturb(
      input, target: target, of: network, objective: objective, by: epsilon)
    return try step(moved, target: target)
  }
}
