import RealModule
import Tensors

/// What a variational autoencoder gives: the reconstruction, and the distribution that its code was drawn from.
public struct VariationalPrediction<Scalar: TensorScalar>: TensorGroup {
  /// [N, …], logits where the objective is that of a Bernoulli decoder.
  public var reconstruction: Tensor<Scalar>
  /// μ, [N, Z].
  public var mean: Tensor<Scalar>
  /// log σ², [N, Z].
  public var logVariance: Tensor<Scalar>

  public init(
    reconstruction: Tensor<Scalar>, mean: Tensor<Scalar>, logVariance: Tensor<Scalar>
  ) {
    (self.reconstruction, self.mean, self.logVariance) = (reconstruction, mean, logVariance)
  }

  public init?(joining parts: [AnyTensors<Scalar>]) {
    let tensors = parts.flatMap { $0.tensors }
    guard tensors.count == 3 else { return nil }
    self.init(reconstruction: tensors[0], mean: tensors[1], logVariance: tensors[2])
  }

  public var slots: [TensorSlot] {
    [TensorSlot("reconstruction"), TensorSlot("mean"), TensorSlot("log_variance")]
  }

  public var slotCount: Int { 3 }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { [reconstruction, mean, logVariance][position] }
    _modify {
      switch position {
      case 0: yield &reconstruction
      case 1: yield &mean
      default: yield &logVariance
      }
    }
  }
}

/// The objective of a variational autoencoder: the negative evidence lower bound.
///
///     forward    L = (1/N) Σₙ (R(xₙ) + β·KLₙ)        KL = −½ Σ (1 + log σ² − μ² − σ²)
///                R of a Bernoulli decoder: Σ binary cross-entropy of logits; of a Gaussian one: ½ Σ (x̂ − x)²
///     backward   dx̂ = G/N·(σ(x̂) − x), Gaussian G/N·(x̂ − x)        dμ = β·G/N·μ        dlog σ² = β·G/N·½·(σ² − 1)
///
/// Sums are over all values of a sample, the mean over samples. β is 1 for the bound itself.
///
/// Source: Kingma, Welling: "Auto-encoding variational Bayes", ICLR 2014; β: Higgins et al., ICLR 2017.
public struct EvidenceLowerBound<Scalar: TensorScalar>: Loss {
  /// What the decoder's output is.
  public enum Decoder: String, Sendable, CaseIterable {
    /// Logits of values in 0 … 1.
    case bernoulli
    /// Means of a normal distribution of variance 1; the constant is left out.
    case gaussian
  }

  public struct Cache: Sendable {
    let prediction: VariationalPrediction<Scalar>
    let target: Tensor<Scalar>
  }

  public let decoder: Decoder
  /// β.
  public let divergenceWeight: Scalar
  public let reduction: Reduction

  public init(
    _ decoder: Decoder = .bernoulli, divergenceWeight: Scalar = 1, reduction: Reduction = .mean
  ) {
    self.decoder = decoder
    self.divergenceWeight = divergenceWeight
    self.reduction = reduction
  }

  public var description: String {
    "EvidenceLowerBound(\(decoder.rawValue), β \(divergenceWeight))"
  }

  private var binary: BinaryCrossEntropy<Scalar> { BinaryCrossEntropy(reduction: .sum) }
  private var squares: MeanSquaredError<Scalar> {
    MeanSquaredError(halved: true, reduction: .sum)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ prediction: VariationalPrediction<Scalar>, target: Tensor<Scalar>
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    try validate(prediction.reconstruction, target: target)
    let (mean, logVariance) = (prediction.mean, prediction.logVariance)
    let samples = target.shape.extents.first ?? 0
    guard mean.shape == logVariance.shape, mean.shape.extents.first == samples else {
      throw InputError(
        "\(self)", expects: "means and variances [\(samples), Z]",
        got: "\(mean.shape) and \(logVariance.shape)")
    }
    let error =
      try decoder == .bernoulli
      ? binary.forward(prediction.reconstruction, target: target).value
      : squares.forward(prediction.reconstruction, target: target).value
    let divergence = mean.combined(with: logVariance) { mean, log in
      (mean * mean + Scalar.expMinusOne(log) - log) / 2
    }.sum { $0 }
    return (
      (error + divergenceWeight * divergence) * reduction.factor(samples),
      Cache(prediction: prediction, target: target)
    )
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(_ lossGradient: Scalar, cache: Cache) -> VariationalPrediction<Scalar> {
    let prediction = cache.prediction
    let scale: Scalar = lossGradient * reduction.factor(cache.target.shape.extents.first ?? 0)
    let (x, own) = (prediction.reconstruction, scale * divergenceWeight)
    return VariationalPrediction(
      reconstruction: decoder == .bernoulli
        ? binary.slopes(x, cache.target, scale: scale)
        : squares.backward(
          scale, cache: .init(difference: x.combined(with: cache.target) { $0 - $1 })),
      mean: prediction.mean.map { own * $0 },
      logVariance: prediction.logVariance.map { own * Scalar.expMinusOne($0) / 2 })
  }
}
