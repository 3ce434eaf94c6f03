import RealModule
import Tensors

/// The negative log-likelihood of the labels under the softmax of the logits.
///
///     forward    L = −(1/W) Σₙ Σ_c aₙ_c·log softmax(xₙ)_c        a_c = w_c·((1 − ε)·[c = y] + ε/K), W = Σₙ w_{yₙ}
///     backward   dx = G·(softmax(x)·Σ_c a_c − a) / W
///
/// and without weights (w = 1) and smoothing (ε = 0), as they are by default, dx = G·(softmax(x) − onehot(y)) / N.
///
/// Shapes: logits x [N, K, …], a label in 0 ..< K for each sample, and each place of it in row-major order, such as
/// the pixels of [N, K, H, W]. A place whose label is the `ignored` one costs nothing and does not count, such as the
/// padding of sequences. With `.sum` the 1/W is left out. The maximum is subtracted before the exponential, so that
/// nothing overflows. For equal logits the loss is ln K: 2.302 for ten classes. All as PyTorch's `cross_entropy`,
/// except that nothing but ignored labels cost 0.
///
/// Source of the smoothing: Szegedy et al.: "Rethinking the inception architecture for computer vision", CVPR 2016.
public struct SoftmaxCrossEntropy<Scalar: TensorScalar>: Loss {
  public struct Cache: Sendable {
    let terms: WeightedLogSoftmax<Scalar>
    /// 1/W.
    let scale: Scalar
  }

  private let weights: LabelWeights<Scalar>
  public let reduction: Reduction

  /// - Parameters:
  ///   - classWeights: w; none for 1.
  ///   - smoothing: ε, the share of a label that is spread evenly over all classes.
  ///   - ignored: The label that is left out, in 0 ..< K or not.
  ///   - reduction: The mean over what is not left out, or the sum.
  public init(
    classWeights: [Scalar] = [], smoothing: Scalar = 0, ignoring ignored: Int? = nil,
    reduction: Reduction = .mean
  ) {
    precondition((0...1).contains(smoothing), "the smoothing is in 0 … 1")
    weights = LabelWeights(classWeights: classWeights, smoothing: smoothing, ignored: ignored)
    self.reduction = reduction
  }

  public var description: String { "SoftmaxCrossEntropy" }

  /// Whether nothing is weighted, smoothed or ignored.
  package var isPlain: Bool {
    weights.classWeights.isEmpty && weights.smoothing == 0 && weights.ignored == nil
  }

  public func forward(
    _ logits: Tensor<Scalar>, target labels: [Int]
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    try weights.validate(self, logits, labels)
    let (coefficients, sum) = weights.coefficients(labels, logits.shape)
    let terms = WeightedLogSoftmax(logits, coefficients)
    let scale = reduction.factor(weight: sum)
    return (terms.total * scale, Cache(terms: terms, scale: scale))
  }

  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    cache.terms.gradient(scale: lossGradient * cache.scale)
  }
}
