import GSL
import Tensors

/// Dropout: in training each element is dropped with probability p. Inverted, those that stay are scaled up, so that
/// the expectation is unchanged and inference needs no correction.
///
///     forward    y = m·x / (1 − p)        m is 0 with probability p, else 1; y = x in inference
///     backward   dx = m·g / (1 − p)       with the same m
///     not inverted, as in the paper: y = m·x in training, y = (1 − p)·x in inference
///
/// Any shape; of [N, C, …] channels may be dropped as a whole, as what lies side by side is alike. p is the
/// probability of *dropping* (PyTorch's convention; the paper's p keeps). The mask is drawn from the context's key,
/// unless it is given: the same key gives the same mask.
///
/// Source: Srivastava et al.: "Dropout: a simple way to prevent neural networks from overfitting",
/// JMLR 2014; of channels: Tompson et al.: "Efficient object localization using convolutional networks", CVPR 2015.
public struct Dropout<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    /// What x is multiplied by; nil where the layer is the identity, as in inference.
    public let mask: Tensor<Scalar>?
  }

  /// p, the probability that an element is dropped.
  public let rate: Double
  /// What x is multiplied by in training, where it is not to be drawn, in the shape of one group of the input.
  public var mask: Tensor<Scalar>?

  /// Whether a channel is dropped as a whole.
  public let dropsChannels: Bool
  /// Whether it is corrected for in training, not in inference.
  public let isInverted: Bool

  public init(
    rate: Double, channels dropsChannels: Bool = false, inverted isInverted: Bool = true,
    mask: Tensor<Scalar>? = nil
  ) {
    precondition((0..<1).contains(rate), "the rate of dropping is in 0 ..< 1")
    self.rate = rate
    self.dropsChannels = dropsChannels
    self.isInverted = isInverted
    self.mask = mask
  }

  public var description: String {
    "\(dropsChannels ? "Channel dropout" : "Dropout")(rate \(rate)\(isInverted ? "" : ", not inverted"))"
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    guard context.mode == .training, rate > 0 || mask != nil else {
      guard context.mode == .inference, !isInverted else { return (input, Cache(mask: nil)) }
      let mask = Tensor(input.shape, repeating: Scalar(1 - rate))
      return (input * mask, Cache(mask: mask))
    }
    let generator = RandomGenerator(context.key)
    let scale = isInverted ? Scalar(1 / (1 - rate)) : 1
    try context.requireGroups(in: input.shape, for: self)
    let own = input.count / context.groups
    if let given = mask, given.count != own {
      throw InputError(
        "\(self)", expects: "an input for its mask \(given.shape)", got: "\(input.shape)")
    }
    guard !dropsChannels || input.shape.rank > 1 else {
      throw InputError("\(self)", expects: "input [N, C, …]", got: "\(input.shape)")
    }
    let length = dropsChannels ? max(1, input.shape.stride(of: 1)) : 1
    let given = mask
    let mask = Tensor<Scalar>(input.shape) { mask in
      for i in 0..<own {
        mask[i] =
          given?[i]
          ?? (i % length > 0 ? mask[i - 1] : generator.uniform() < rate ? 0 : scale)
      }
      // The other groups' is the first one's.
      for i in own..<mask.count { mask[i] = mask[i - own] }
    }
    return (input.combined(with: mask) { $0 * $1 }, Cache(mask: mask))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    guard let mask = cache.mask else { return Gradients(input: outputGradient) }
    return Gradients(input: outputGradient.combined(with: mask) { $0 * $1 })
  }
}
