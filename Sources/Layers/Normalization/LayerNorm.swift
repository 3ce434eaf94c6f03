import Tensors

/// Layer normalization: each vector along the last axis is brought to mean 0 and variance 1, then scaled and
/// shifted.
///
///     forward    μ = mean(x)    v = mean((x − μ)²)    x̂ = (x − μ) / √(v + ε)    y = γ·x̂ + β
///     backward   dβ = Σ g       dγ = Σ g·x̂
///                dx = (ĝ − mean(ĝ) − x̂·mean(ĝ·x̂)) / √(v + ε)        ĝ = γ·g
///
/// Means are over the last axis, sums over all vectors. The same in training and in inference: nothing of the
/// batch enters.
///
/// Shapes: x [N, …, D], γ, β [D]. Conventions: v is the biased variance (divided by D); ε, 1e-5 by default, is
/// added to the variance. As in PyTorch. Throws where the last axis is not of D.
///
/// Source: Ba, Kiros, Hinton: "Layer normalization", 2016.
public struct LayerNorm<Scalar: TensorScalar>: Layer {
  public typealias Parameters = ScaleAndShift<Scalar>

  public struct Cache: Sendable {
    /// γ, for ĝ.
    let gamma: Tensor<Scalar>
    /// x̂.
    let normalized: NormalizedRows<Scalar>
  }

  public let epsilon: Scalar
  public var parameters: Parameters

  /// A layer with the given γ [D] and β [D].
  public init(gamma: Tensor<Scalar>, beta: Tensor<Scalar>, epsilon: Scalar = 1e-5) {
    precondition(gamma.shape.rank == 1 && beta.shape == gamma.shape, "γ [D], β [D]")
    precondition(epsilon > 0, "ε > 0")
    parameters = Parameters(gamma: gamma, beta: beta)
    self.epsilon = epsilon
  }

  /// A layer with γ = 1 and β = 0.
  public init(_ features: Int, epsilon: Scalar = 1e-5) {
    self.init(
      gamma: Tensor([features], repeating: 1), beta: Tensor([features]), epsilon: epsilon)
  }

  private var features: Int { parameters.gamma.count }

  public var description: String { "LayerNorm(\(features))" }

  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    guard input.shape.rank > 1, input.shape.extents.last == features, features > 0 else {
      throw InputError("\(self)", expects: "input [N, …, \(features)]", got: "\(input.shape)")
    }
    let normalized = NormalizedRows(input, width: features, epsilon: epsilon)
    return (
      normalized.values.scaled(by: parameters.gamma, plus: parameters.beta, length: 1),
      Cache(gamma: parameters.gamma, normalized: normalized)
    )
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, Parameters> {
    outputGradient.shape.requireOutput(cache.normalized.values.shape)
    let (beta, gamma) = outputGradient.channelSums(
      with: cache.normalized.values, channels: cache.gamma.count, length: 1)
    return Gradients(
      input: cache.normalized.gradient(
        outputGradient.scaled(by: cache.gamma, plus: nil, length: 1)),
      parameters: Parameters(gamma: gamma, beta: beta))
  }
}
