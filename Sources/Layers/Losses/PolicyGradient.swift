import RealModule
import Tensors

/// What makes actions that turned out well more likely: REINFORCE, with a baseline and an entropy bonus.
///
///     forward    L = −(1/N) Σₙ Aₙ·log π(aₙ) − (β/N) Σₙ H(πₙ)        π = softmax(x), H(π) = −Σ π·log π
///     backward   dxₙ = G/N·(Aₙ·(πₙ − onehot(aₙ)) + β·πₙ·(log πₙ + H(πₙ)))
///
/// Shapes: logits x [N, K], an action in 0 ..< K and an advantage for each sample. The advantage is the return less a
/// baseline, and a constant here. β is 0 by default. Throws where an action is none.
///
/// Source: Williams: "Simple statistical gradient-following algorithms for connectionist reinforcement learning",
/// Machine Learning 1992.
public struct PolicyGradient<Scalar: TensorScalar>: Loss {
  public struct Target: Sendable {
    public var actions: [Int]
    public var advantages: [Scalar]

    public init(actions: [Int], advantages: [Scalar]) {
      (self.actions, self.advantages) = (actions, advantages)
    }
  }

  public struct Cache: Sendable {
    let terms: WeightedLogSoftmax<Scalar>
    let entropies: [Scalar]
  }

  /// β.
  public let entropyWeight: Scalar
  public let reduction: Reduction

  public init(entropyWeight: Scalar = 0, reduction: Reduction = .mean) {
    (self.entropyWeight, self.reduction) = (entropyWeight, reduction)
  }

  public var description: String { "PolicyGradient(entropy \(entropyWeight))" }

  public func forward(
    _ logits: Tensor<Scalar>, target: Target
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    try validate(logits, labels: target.actions)
    guard target.advantages.count == target.actions.count else {
      throw InputError(
        "\(self)", expects: "one advantage for each of \(target.actions.count) samples",
        got: "\(target.advantages.count)")
    }
    let classes = logits.shape[1]
    var coefficients = Tensor<Scalar>(logits.shape)
    for (n, action) in target.actions.enumerated() {
      coefficients[n * classes + action] = target.advantages[n]
    }
    let terms = WeightedLogSoftmax(logits, coefficients)
    let entropies = target.actions.indices.map { n in
      terms.probabilities.entropy(of: n * classes..<(n + 1) * classes)
    }
    let bonus = entropyWeight * entropies.reduce(0, +)
    return (
      (terms.total - bonus) * reduction.factor(target.actions.count),
      Cache(terms: terms, entropies: entropies)
    )
  }

  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    let scale: Scalar = lossGradient * reduction.factor(cache.entropies.count)
    var dx = cache.terms.gradient(scale: scale)
    guard entropyWeight != 0 else { return dx }
    let classes = dx.shape[1]
    let p = cache.terms.probabilities
    for (n, entropy) in cache.entropies.enumerated() {
      let row = n * classes..<(n + 1) * classes
      for i in row where p[i] > 0 {
        dx[i] += scale * entropyWeight * p[i] * (p.logarithm(of: i, among: row) + entropy)
      }
    }
    return dx
  }
}

extension Tensor {
  /// −Σ p·log p.
  fileprivate func entropy(of range: Range<Int>) -> Scalar {
    range.reduce(0) { self[$1] > 0 ? $0 - self[$1] * logarithm(of: $1, among: range) : $0 }
  }

  /// log p of one share of a row, of one near 1 from what the others leave: 1 − 1e-20 is no number of its own.
  fileprivate func logarithm(of i: Int, among row: Range<Int>) -> Scalar {
    self[i] > 0.5
      ? Scalar.log(onePlus: -row.reduce(0) { $1 == i ? $0 : $0 + self[$1] }) : Scalar.log(self[i])
  }
}
