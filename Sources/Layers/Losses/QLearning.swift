import Tensors

/// The temporal-difference loss: the value of the action that was taken, against what came of it.
///
///     forward    L = (1/N) Σₙ h(dₙ)        dₙ = q[n, aₙ] − tₙ        h(d) = d², or Huber's with δ
///     backward   dq[n, aₙ] = G/N·h'(dₙ), 0 for the actions not taken
///
/// Shapes: values q [N, K], an action in 0 ..< K and a target for each sample, such as r + γ·maxₐ q'(s', a) of a
/// network that is held fixed: a constant here. With δ, Huber's function ½d² inside, δ·(|d| − ½δ) outside.
///
/// Source: Mnih et al.: "Human-level control through deep reinforcement learning", Nature 2015.
public struct QLearning<Scalar: TensorScalar>: Loss {
  public struct Target: Sendable {
    public var actions: [Int]
    public var values: [Scalar]

    public init(actions: [Int], values: [Scalar]) {
      (self.actions, self.values) = (actions, values)
    }
  }

  public struct Cache: Sendable, BranchTracing {
    let shape: Shape
    let actions: [Int]
    let difference: Tensor<Scalar>
    let delta: Scalar?

    public var branches: [UInt16] { delta.map { difference.branches(upTo: $0) } ?? [] }
  }

  /// δ; nil for the squared loss.
  public let delta: Scalar?
  public let reduction: Reduction

  public init(huber delta: Scalar? = nil, reduction: Reduction = .mean) {
    precondition(delta ?? 1 > 0, "δ is positive")
    (self.delta, self.reduction) = (delta, reduction)
  }

  public var description: String { "QLearning(\(delta.map { "Huber δ \($0)" } ?? "squared"))" }

  public func forward(
    _ values: Tensor<Scalar>, target: Target
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    try validate(values, labels: target.actions)
    guard target.values.count == target.actions.count else {
      throw InputError(
        "\(self)", expects: "one target for each of \(target.actions.count) samples",
        got: "\(target.values.count)")
    }
    let chosen = target.actions.enumerated().map { n, action in
      values[n * values.shape[1] + action] - target.values[n]
    }
    let total = chosen.reduce(Scalar(0)) { sum, d in
      guard let delta else { return sum + d * d }
      return sum + (d.magnitude <= delta ? d * d / 2 : delta * (d.magnitude - delta / 2))
    }
    return (
      total * reduction.factor(chosen.count),
      Cache(
        shape: values.shape, actions: target.actions, difference: Tensor([chosen.count], chosen),
        delta: delta)
    )
  }

  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    let scale: Scalar = lossGradient * reduction.factor(cache.actions.count)
    var dq = Tensor<Scalar>(cache.shape)
    for (n, action) in cache.actions.enumerated() {
      let d = cache.difference[n]
      dq[n * cache.shape[1] + action] =
        scale * (delta.map { Swift.min($0, Swift.max(-$0, d)) } ?? 2 * d)
    }
    return dq
  }
}
