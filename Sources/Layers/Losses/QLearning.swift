import Tensors

/// The temporal-difference loss: the value of the action that was taken, against what came of it.
///
///     forward    L = (1/N) Σₙ h(dₙ)        dₙ = q[n, aₙ] − tₙ        h(d) = d², or Huber's with δ
///     backward   dq[n, aₙ] = G/N·h'(dₙ), 0 for the actions not taken
///
/// Shapes: values q [N, K], an action in 0 ..< K and a target for each sample, such as r + γ·maxₐ q'(s', a) of a
/// network that is held fixed: a constant here. With δ, Huber's function ½d² inside, δ·(|d| − ½δ) outside; d² is
/// twice that of an infinite δ.
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
    let chosen: Huber<Scalar>.Cache

    /// Squares have none.
    public var branches: [UInt16] { chosen.delta.isFinite ? chosen.branches : [] }
  }

  /// δ; nil for the squared loss.
  public let delta: Scalar?
  public let reduction: Reduction

  public init(huber delta: Scalar? = nil, reduction: Reduction = .mean) {
    precondition(delta ?? 1 > 0, "δ is positive")
    (self.delta, self.reduction) = (delta, reduction)
  }

  private var huber: Huber<Scalar> { Huber(delta: delta ?? .infinity, reduction: reduction) }
  private var factor: Scalar { delta == nil ? 2 : 1 }

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
    let (samples, count) = (target.actions.count, values.shape[1])
    let chosen = Tensor([samples], (0..<samples).map { values[$0 * count + target.actions[$0]] })
    let known = Tensor([samples], target.values)
    let (value, cache) = try huber.forward(chosen, target: known)
    return (
      factor * value, Cache(shape: values.shape, actions: target.actions, chosen: cache)
    )
  }

  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    let chosen = huber.backward(factor * lossGradient, cache: cache.chosen)
    var dq = Tensor<Scalar>(cache.shape)
    for (n, action) in cache.actions.enumerated() {
      dq[n * cache.shape[1] + action] = chosen[n]
    }
    return dq
  }
}
