import Tensors

/// The negative log-probability of the labels, where log-probabilities are given.
///
///     forward    L = −(1/W) Σₙ w_{yₙ}·x_{n,yₙ}        W = Σₙ w_{yₙ}
///     backward   dx_{n,yₙ} = −G·w_{yₙ} / W, 0 elsewhere
///
/// Shapes, weights, what is ignored and the mean: ``SoftmaxCrossEntropy``, of which this is what follows a
/// ``LogSoftmax``. As PyTorch's `nll_loss`.
public struct NegativeLogLikelihood<Scalar: TensorScalar>: Loss {
  public struct Cache: Sendable {
    let coefficients: Tensor<Scalar>
    /// 1/W.
    let scale: Scalar
  }

  private let weights: LabelWeights<Scalar>
  public let reduction: Reduction

  public init(
    classWeights: [Scalar] = [], ignoring ignored: Int? = nil, reduction: Reduction = .mean
  ) {
    weights = LabelWeights(classWeights: classWeights, smoothing: 0, ignored: ignored)
    self.reduction = reduction
  }

  public var description: String { "NegativeLogLikelihood" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ logProbabilities: Tensor<Scalar>, target labels: [Int]
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    try weights.validate(self, logProbabilities, labels)
    let (coefficients, sum) = weights.coefficients(labels, logProbabilities.shape)
    let scale = reduction.factor(weight: sum)
    let total = logProbabilities.combined(with: coefficients) { $1 == 0 ? 0 : -$0 * $1 }.sum { $0 }
    return (total * scale, Cache(coefficients: coefficients, scale: scale))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    let scale = -lossGradient * cache.scale
    return cache.coefficients.map { scale * $0 }
  }
}
