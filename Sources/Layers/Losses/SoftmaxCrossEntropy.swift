import RealModule
import Tensors

/// The negative log-likelihood of the labels under the softmax of the logits.
///
///     forward    L = (1/N) Σₙ (log Σⱼ e^(xₙⱼ − mₙ) − (x_{n,yₙ} − mₙ))        mₙ = maxⱼ xₙⱼ
///     backward   dx = G·(softmax(x) − onehot(y)) / N
///
/// Shapes: logits x [N, K], labels y [N] in 0 ..< K. The mean is over samples; with `.sum` the 1/N is
/// left out. The maximum is subtracted before the exponential, so that nothing overflows. For equal
/// logits the loss is ln K: 2.302 for ten classes.
public struct SoftmaxCrossEntropy<Scalar: TensorScalar>: Loss {
  public struct Cache: Sendable {
    let probabilities: Tensor<Scalar>
    let labels: [Int]
  }

  public let reduction: Reduction

  public init(reduction: Reduction = .mean) { self.reduction = reduction }

  public var description: String { "SoftmaxCrossEntropy" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ logits: Tensor<Scalar>, target labels: [Int]
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    try validate(logits, labels: labels)
    let (samples, classes) = (logits.shape[0], logits.shape[1])
    var total: Scalar = 0
    let probabilities = Tensor<Scalar>(logits.shape) { p in
      logits.withElements { x in
        for n in 0..<samples {
          let row = n * classes..<(n + 1) * classes
          var maximum = -Scalar.infinity
          for i in row { maximum = Swift.max(maximum, x[i]) }
          var sum: Scalar = 0
          for i in row {
            p[i] = Scalar.exp(x[i] - maximum)
            sum += p[i]
          }
          for i in row { p[i] /= sum }
          total += Scalar.log(sum) - (x[row.lowerBound + labels[n]] - maximum)
        }
      }
    }
    return (
      total * reduction.factor(samples), Cache(probabilities: probabilities, labels: labels)
    )
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    let (samples, classes) = (cache.probabilities.shape[0], cache.probabilities.shape[1])
    let scale: Scalar = lossGradient * reduction.factor(samples)
    var dx = cache.probabilities.map { scale * $0 }
    for n in 0..<samples { dx[n * classes + cache.labels[n]] -= scale }
    return dx
  }
}
