import GSL
import Tensors

/// A linear layer of which, in training, each weight is dropped with probability p, and those that stay are scaled up.
///
///     forward    Y = X·(M∘W)ᵀ + 1·bᵀ        M is 0 with probability p, else 1/(1 − p); 1 in inference
///     backward   dX = G·(M∘W)        dW = M∘(Gᵀ·X)        db = Gᵀ·1        with the same M
///
/// Shapes: as ``Linear``. One mask for all samples of a pass, drawn from the context's key, unless it is given: the same
/// key gives the same mask. (The paper draws one a sample, and in inference samples from a normal distribution fitted
/// to the sum.)
///
/// Source: Wan et al.: "Regularization of neural networks using DropConnect", ICML 2013.
public struct DropConnect<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    /// The layer of the weights that stayed.
    let linear: Linear<Scalar>
    let cache: Linear<Scalar>.Cache
    /// M; nil in inference.
    let mask: Tensor<Scalar>?
  }

  /// p, the probability that a weight is dropped.
  public let rate: Double
  public var parameters: AffineParameters<Scalar>
  /// M in training, where it is not to be drawn, in the shape of the weights.
  public var mask: Tensor<Scalar>?

  /// A layer with the weights of another.
  public init(_ linear: Linear<Scalar>, rate: Double, mask: Tensor<Scalar>? = nil) {
    precondition((0..<1).contains(rate), "the rate of dropping is in 0 ..< 1")
    precondition(
      mask.map { $0.shape == linear.parameters.weight.shape } ?? true,
      "a mask has the shape of the weights")
    parameters = linear.parameters
    self.rate = rate
    self.mask = mask
  }

  public var description: String {
    let shape = parameters.weight.shape
    return "DropConnect(\(shape[1]) → \(shape[0]), rate \(rate))"
  }

  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    var (weight, mask): (Tensor<Scalar>, Tensor<Scalar>?) = (parameters.weight, nil)
    if context.mode == .training {
      let (generator, scale) = (RandomGenerator(context.key), Scalar(1 / (1 - rate)))
      let drawn = self.mask ?? weight.map { _ in generator.uniform() < rate ? 0 : scale }
      (weight, mask) = (weight * drawn, drawn)
    }
    let linear = Linear(weight: weight, bias: parameters.bias)
    let (output, cache) = try linear.forward(input, in: context)
    return (output, Cache(linear: linear, cache: cache, mask: mask))
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, AffineParameters<Scalar>> {
    var gradients = cache.linear.backward(outputGradient, cache: cache.cache)
    if let mask = cache.mask { gradients.parameters.weight *= mask }
    return gradients
  }
}
