import RealModule
import Tensors

/// A normal distribution for each value: its mean and its variance, of one shape.
public struct GaussianPrediction<Scalar: TensorScalar>: TensorGroup {
  public var mean: Tensor<Scalar>
  public var variance: Tensor<Scalar>

  public init(mean: Tensor<Scalar>, variance: Tensor<Scalar>) {
    (self.mean, self.variance) = (mean, variance)
  }

  public init?(joining parts: [AnyTensors<Scalar>]) {
    let tensors = parts.flatMap { $0.tensors }
    guard tensors.count == 2 else { return nil }
    self.init(mean: tensors[0], variance: tensors[1])
  }

  public var slots: [TensorSlot] { [TensorSlot("mean"), TensorSlot("variance")] }

  public var slotCount: Int { 2 }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { position == 0 ? mean : variance }
    _modify { if position == 0 { yield &mean } else { yield &variance } }
  }
}

/// The negative log-likelihood of values under normal distributions that are predicted.
///
///     forward    L = (1/N) Σ ½·(log v + (x − μ)²/v) (+ ½·log 2π where the constant is asked for)
///     backward   dμ = G/N·(μ − x)/v        dv = G/N·½·(1/v − (x − μ)²/v²)
///
/// Any shape, one for μ, v and x; N is the number of all values. Throws where a variance is not positive: PyTorch's
/// `gaussian_nll_loss` takes ε for those below it instead.
public struct GaussianLikelihood<Scalar: TensorScalar>: Loss {
  public struct Cache: Sendable {
    let prediction: GaussianPrediction<Scalar>
    /// μ − x.
    let difference: Tensor<Scalar>
  }

  /// Whether ½·log 2π is counted.
  public let isFull: Bool
  public let reduction: Reduction

  public init(full isFull: Bool = false, reduction: Reduction = .mean) {
    (self.isFull, self.reduction) = (isFull, reduction)
  }

  public var description: String { "GaussianLikelihood" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ prediction: GaussianPrediction<Scalar>, target: Tensor<Scalar>
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    let (mean, variance) = (prediction.mean, prediction.variance)
    guard mean.shape == variance.shape, mean.shape == target.shape else {
      throw InputError(
        "\(self)", expects: "means, variances and values of one shape",
        got: "\(mean.shape), \(variance.shape) and \(target.shape)")
    }
    if let stray = variance.elements.first(where: { !($0 > 0) }) {
      throw InputError("\(self)", expects: "variances above 0", got: "\(stray)")
    }
    let difference = mean.combined(with: target) { $0 - $1 }
    let terms = difference.combined(with: variance) { ($0 * $0 / $1 + Scalar.log($1)) / 2 }
    let constant: Scalar = isFull ? Scalar.log(2 * .pi) / 2 * Scalar(terms.count) : 0
    return (
      (terms.sum { $0 } + constant) * reduction.factor(terms.count),
      Cache(prediction: prediction, difference: difference)
    )
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(_ lossGradient: Scalar, cache: Cache) -> GaussianPrediction<Scalar> {
    let scale: Scalar = lossGradient * reduction.factor(cache.difference.count)
    let variance = cache.prediction.variance
    return GaussianPrediction(
      mean: cache.difference.combined(with: variance) { scale * $0 / $1 },
      variance: cache.difference.combined(with: variance) { d, v in
        scale * (1 - d / v * d) / v / 2
      })
  }
}
