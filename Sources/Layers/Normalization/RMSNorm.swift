import Tensors

/// Root-mean-square normalization: each vector along the last axis is brought to mean square 1, then scaled.
///
///     forward    x̂ = x / √(mean(x²) + ε)        y = γ·x̂
///     backward   dγ = Σ g·x̂        dx = (ĝ − x̂·mean(ĝ·x̂)) / √(mean(x²) + ε)        ĝ = γ·g
///
/// Shapes: x [N, …, D], γ [D]; ε is 1e-6 by default (PyTorch takes the machine's own). Throws where the last axis is
/// not of D. Source: Zhang, Sennrich: "Root mean square layer normalization", NeurIPS 2019.
public struct RMSNorm<Scalar: TensorScalar>: Layer {
  public struct Parameters: TensorGroup {
    /// γ.
    public var gamma: Tensor<Scalar>

    public init(gamma: Tensor<Scalar>) { self.gamma = gamma }

    public var slots: [TensorSlot] { [TensorSlot("gamma", role: .scale)] }

    public subscript(slot position: Int) -> Tensor<Scalar> {
      get { gamma }
      _modify { yield &gamma }
    }
  }

  public struct Cache: Sendable {
    /// γ, for ĝ.
    let gamma: Tensor<Scalar>
    /// x̂.
    let normalized: NormalizedRows<Scalar>
  }

  public let epsilon: Scalar
  public var parameters: Parameters

  /// A layer with the given γ [D].
  public init(gamma: Tensor<Scalar>, epsilon: Scalar = 1e-6) {
    precondition(gamma.shape.rank == 1 && epsilon > 0, "γ [D], ε > 0")
    parameters = Parameters(gamma: gamma)
    self.epsilon = epsilon
  }

  /// A layer with γ = 1.
  public init(_ features: Int, epsilon: Scalar = 1e-6) {
    self.init(gamma: Tensor([features], repeating: 1), epsilon: epsilon)
  }

  public var description: String { "RMSNorm(\(parameters.gamma.count))" }

  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let gamma = parameters.gamma
    guard input.shape.rank > 1, input.shape.extents.last == gamma.count, gamma.count > 0 else {
      throw InputError("\(self)", expects: "input [N, …, \(gamma.count)]", got: "\(input.shape)")
    }
    let normalized = NormalizedRows(
      input, width: gamma.count, epsilon: epsilon, centered: false)
    return (
      normalized.values.scaled(by: gamma, plus: nil, length: 1),
      Cache(gamma: gamma, normalized: normalized)
    )
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, Parameters> {
    outputGradient.shape.requireOutput(cache.normalized.values.shape)
    let (_, gamma) = outputGradient.channelSums(
      with: cache.normalized.values, channels: cache.gamma.count, length: 1)
    return Gradients(
      input: cache.normalized.gradient(
        outputGradient.scaled(by: cache.gamma, plus: nil, length: 1)),
      parameters: Parameters(gamma: gamma))
  }
}
