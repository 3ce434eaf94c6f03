import RealModule
import Tensors

/// The negative log-likelihood of the labels under given probabilities.
///
///     forward    L = −(1/N) Σₙ log p_{n,yₙ}
///     backward   dp_{n,yₙ} = −G / (N·p_{n,yₙ}), 0 elsewhere
///
/// Shapes: probabilities p [N, K], labels y [N] in 0 ..< K. The rows are not normalized here, nor is
/// anything clipped: a probability of 0 for the true class costs infinity. From logits use
/// ``SoftmaxCrossEntropy``, which does not lose the small ones.
public struct CrossEntropy<Scalar: TensorScalar>: Loss {
  public struct Cache: Sendable {
    let probabilities: Tensor<Scalar>
    let labels: [Int]
  }

  public let reduction: Reduction

  public init(reduction: Reduction = .mean) { self.reduction = reduction }

  public var description: String { "CrossEntropy" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ probabilities: Tensor<Scalar>, target labels: [Int]
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    try validate(probabilities, labels: labels)
    let classes = probabilities.shape[1]
    var total: Scalar = 0
    for (n, label) in labels.enumerated() {
      total -= Scalar.log(probabilities[n * classes + label])
    }
    return (
      total * reduction.factor(labels.count), Cache(probabilities: probabilities, labels: labels)
    )
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    let classes = cache.probabilities.shape[1]
    let scale: Scalar = lossGradient * reduction.factor(cache.labels.count)
    var dp = Tensor<Scalar>(cache.probabilities.shape)
    for (n, label) in cache.labels.enumerated() {
      dp[n * classes + label] = -scale / cache.probabilities[n * classes + label]
    }
    return dp
  }
}
