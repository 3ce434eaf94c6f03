import RealModule
import Tensors

/// The clipped objective of proximal policy optimization: an action's probability may not move far at a time.
///
///     forward    L = −(1/N) Σₙ min(rₙ·Aₙ, clip(rₙ, 1 − ε, 1 + ε)·Aₙ)        rₙ = π(aₙ) / π_old(aₙ)
///     backward   dxₙ = G/N·rₙ·Aₙ·(πₙ − onehot(aₙ)) where the minimum is rₙ·Aₙ, else 0
///
/// Shapes: logits x [N, K], π = softmax(x); an action in 0 ..< K, an advantage and log π_old(a) for each sample. ε is
/// 0.2 by default. The loss has kinks where r leaves the clip on the side of A.
///
/// Source: Schulman et al.: "Proximal policy optimization algorithms", 2017.
public struct ClippedPolicy<Scalar: TensorScalar>: Loss {
  public struct Target: Sendable {
    public var actions: [Int]
    public var advantages: [Scalar]
    /// log π_old(a).
    public var oldLogProbabilities: [Scalar]

    public init(actions: [Int], advantages: [Scalar], oldLogProbabilities: [Scalar]) {
      (self.actions, self.advantages) = (actions, advantages)
      self.oldLogProbabilities = oldLogProbabilities
    }
  }

  public struct Cache: Sendable, BranchTracing {
    /// With r·A for coefficients, 0 where it is clipped.
    let terms: WeightedLogSoftmax<Scalar>
    /// 1 where the minimum is r·A.
    public let branches: [UInt16]
  }

  /// ε.
  public let clip: Scalar
  public let reduction: Reduction

  public init(clip: Scalar = 0.2, reduction: Reduction = .mean) {
    precondition(clip > 0, "ε > 0")
    (self.clip, self.reduction) = (clip, reduction)
  }

  public var description: String { "ClippedPolicy(ε \(clip))" }

  public func forward(
    _ logits: Tensor<Scalar>, target: Target
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    try validate(logits, labels: target.actions)
    let count = target.actions.count
    guard target.advantages.count == count, target.oldLogProbabilities.count == count else {
      throw InputError(
        "\(self)", expects: "an advantage and an old log-probability for each of \(count) samples",
        got: "\(target.advantages.count) and \(target.oldLogProbabilities.count)")
    }
    let classes = logits.shape[1]
    var coefficients = Tensor<Scalar>(logits.shape)
    for (n, action) in target.actions.enumerated() { coefficients[n * classes + action] = 1 }
    let logProbabilities = LogSoftmax<Scalar>.rows(logits)
    var total: Scalar = 0
    var branches: [UInt16] = []
    for (n, action) in target.actions.enumerated() {
      let place = n * classes + action
      let ratio = Scalar.exp(logProbabilities[place] - target.oldLogProbabilities[n])
      let advantage = target.advantages[n]
      let clipped = Swift.min(Swift.max(ratio, 1 - clip), 1 + clip) * advantage
      let isFree = ratio * advantage <= clipped
      total -= isFree ? ratio * advantage : clipped
      branches.append(isFree ? 1 : 0)
      coefficients[place] = isFree ? ratio * advantage : 0
    }
    return (
      total * reduction.factor(count),
      Cache(terms: WeightedLogSoftmax(logits, coefficients), branches: branches)
    )
  }

  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    cache.terms.gradient(scale: lossGradient * reduction.factor(cache.branches.count))
  }
}
