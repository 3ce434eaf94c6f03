import Tensors

/// Group normalization: of each sample, groups of channels are brought to mean 0 and variance 1, then each channel is
/// scaled and shifted.
///
///     forward    μ = mean(x)    v = mean((x − μ)²)    x̂ = (x − μ) / √(v + ε)    y = γ_c·x̂ + β_c
///     backward   dβ_c = Σ g     dγ_c = Σ g·x̂
///                dx = (ĝ − mean(ĝ) − x̂·mean(ĝ·x̂)) / √(v + ε)        ĝ = γ_c·g
///
/// Means are over the C/G channels of a group and all their places in one sample, sums over a channel's places in all
/// samples. The same in training and in inference. With as many groups as channels it is instance normalization,
/// ``instance(_:epsilon:)``; with one group layer normalization of images.
///
/// Shapes: x [N, C, …], γ, β [C]; G divides C. v is the biased variance, ε is 1e-5 by default. As in PyTorch. Throws
/// where the channels are not C.
///
/// Sources: Wu, He: "Group normalization", ECCV 2018; Ulyanov, Vedaldi, Lempitsky: "Instance normalization", 2016.
public struct GroupNorm<Scalar: TensorScalar>: Layer {
  public typealias Parameters = ScaleAndShift<Scalar>

  public struct Cache: Sendable {
    /// γ, for ĝ.
    let gamma: Tensor<Scalar>
    /// x̂.
    let normalized: NormalizedRows<Scalar>
  }

  /// G.
  public let groups: Int
  public let epsilon: Scalar
  public var parameters: Parameters

  /// A layer with the given γ [C] and β [C].
  public init(
    groups: Int, gamma: Tensor<Scalar>, beta: Tensor<Scalar>, epsilon: Scalar = 1e-5
  ) {
    precondition(gamma.shape.rank == 1 && beta.shape == gamma.shape, "γ [C], β [C]")
    precondition(groups > 0 && gamma.count % groups == 0, "\(groups) groups of \(gamma.count)")
    precondition(epsilon > 0, "ε > 0")
    self.groups = groups
    parameters = Parameters(gamma: gamma, beta: beta)
    self.epsilon = epsilon
  }

  /// A layer with γ = 1 and β = 0.
  public init(groups: Int, _ channels: Int, epsilon: Scalar = 1e-5) {
    self.init(
      groups: groups, gamma: Tensor([channels], repeating: 1), beta: Tensor([channels]),
      epsilon: epsilon)
  }

  /// Every channel by itself, with γ = 1 and β = 0.
  public static func instance(_ channels: Int, epsilon: Scalar = 1e-5) -> GroupNorm {
    GroupNorm(groups: channels, channels, epsilon: epsilon)
  }

  private var channels: Int { parameters.gamma.count }

  public var description: String { "GroupNorm(\(groups) of \(channels))" }

  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let shape = input.shape
    guard shape.rank > 1, shape[1] == channels, shape.stride(of: 0) > 0 else {
      throw InputError(
        "\(self)", expects: "input [N, \(channels), …], none empty", got: "\(shape)")
    }
    let normalized = NormalizedRows(
      input, width: shape.stride(of: 0) / groups, epsilon: epsilon)
    return (
      normalized.values.scaled(
        by: parameters.gamma, plus: parameters.beta, length: shape.stride(of: 1)),
      Cache(gamma: parameters.gamma, normalized: normalized)
    )
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, Parameters> {
    let (shape, gamma) = (cache.normalized.values.shape, cache.gamma)
    outputGradient.shape.requireOutput(shape)
    let length = shape.stride(of: 1)
    let (sums, products) = outputGradient.channelSums(
      with: cache.normalized.values, channels: gamma.count, length: length)
    return Gradients(
      input: cache.normalized.gradient(
        outputGradient.scaled(by: gamma, plus: nil, length: length)),
      parameters: Parameters(gamma: products, beta: sums))
  }
}
