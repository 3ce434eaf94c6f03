import GSL
import RealModule
import Tensors

/// The normal distribution of a code: its mean and the logarithm of its variance.
public struct GaussianCode<Scalar: TensorScalar>: TensorGroup {
  public var mean: Tensor<Scalar>
  public var logVariance: Tensor<Scalar>

  public init(mean: Tensor<Scalar>, logVariance: Tensor<Scalar>) {
    (self.mean, self.logVariance) = (mean, logVariance)
  }

  public init?(joining parts: [AnyTensors<Scalar>]) {
    let tensors = parts.flatMap { $0.tensors }
    guard tensors.count == 2 else { return nil }
    self.init(mean: tensors[0], logVariance: tensors[1])
  }

  public var slots: [TensorSlot] { [TensorSlot("mean"), TensorSlot("log_variance")] }

  public var slotCount: Int { 2 }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { position == 0 ? mean : logVariance }
    _modify { if position == 0 { yield &mean } else { yield &logVariance } }
  }
}

/// A sample of a normal distribution, as a function of its parameters.
///
///     forward    z = μ + σ·ε        σ = e^(½·log σ²), ε normal
///     backward   dμ = g        dlog σ² = ½·g·σ·ε
///
/// Any shape, one for μ, log σ² and z. ε is drawn from the context's key, the same for the same key, unless it is
/// given; in inference it is 0. Source: Kingma, Welling: "Auto-encoding variational Bayes", ICLR 2014.
public struct Reparameterization<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    /// σ·ε; nil in inference.
    let deviation: Tensor<Scalar>?
    let shape: Shape
  }

  /// ε where it is not to be drawn, of one group of the input.
  public var noise: Tensor<Scalar>?

  public init(noise: Tensor<Scalar>? = nil) { self.noise = noise }

  public var description: String { "Reparameterization" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: GaussianCode<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let (mean, logVariance) = (input.mean, input.logVariance)
    guard mean.shape == logVariance.shape else {
      throw InputError(
        "\(self)", expects: "means and variances of one shape",
        got: "\(mean.shape) and \(logVariance.shape)")
    }
    guard context.mode == .training else {
      return (mean, Cache(deviation: nil, shape: mean.shape))
    }
    try context.requireGroups(in: mean.shape, for: self)
    let own = mean.count / context.groups
    if let given = noise, given.count != own {
      throw InputError(
        "\(self)", expects: "an input for its noise \(given.shape)", got: "\(mean.shape)")
    }
    let numbers = noise?.elements ?? RandomGenerator(context.key).normals(own).map { Scalar($0) }
    let deviation = Tensor<Scalar>(mean.shape) { deviation in
      logVariance.withElements { log in
        for i in 0..<log.count { deviation[i] = Scalar.exp(log[i] / 2) * numbers[i % own] }
      }
    }
    return (
      mean.combined(with: deviation) { $0 + $1 }, Cache(deviation: deviation, shape: mean.shape)
    )
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<GaussianCode<Scalar>, NoTensors<Scalar>> {
    outputGradient.shape.requireOutput(cache.shape)
    return Gradients(
      input: GaussianCode(
        mean: outputGradient,
        logVariance: cache.deviation.map { $0.combined(with: outputGradient) { $0 * $1 / 2 } }
          ?? Tensor(cache.shape)))
  }
}
