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
    let squared: MeanSquaredError<Scalar>.Cache?
    let robust: Huber<Scalar>.Cache?

    public var branches: [UInt16] { robust?.branches ?? [] }
  }

  /// δ; nil for the squared loss.
  public let delta: Scalar?
  public let reduction: Reduction

  public init(huber delta: Scalar? = nil, reduction: Reduction = .mean) {
    precondition(delta ?? 1 > 0, "δ is positive")
    (self.delta, self.reduction) = (delta, reduction)
  }

  private var squares: MeanSquaredError<Scalar> { MeanSquaredError(reduction: reduction) }
  private var huber: Huber<Scalar> { Huber(delta: delta ?? 1, reduction: reduction) }

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
    let (shape, actions) = (values.shape, target.actions)
    guard delta != nil else {
      let (value, squared) = try squares.forward(chosen, target: known)
      return (value, Cache(shape: shape, actions: actions, squared: squared, robust: nil))
    }
    let (value, robust) = try huber.forward(chosen, target: known)
    return (value, Cache(shape: shape, actions: actions, squared: nil, robust: robust))
  }

  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    let chosen =
      cache.squared.map { squares.backward(lossGradient, cache: $0) }
      ?? huber.backward(lossGradient, cache: cache.robust!)
    var dq = Tensor<Scalar>(cache.shape)
    for (n, action) in cache.actions.enumerated() {
      dq[n * cache.shape[1] + action] = chosen[n]
    }
    return dq
  }
}
