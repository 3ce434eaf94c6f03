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
  public typealias Parameters = BatchNorm<Scalar>.Parameters

  public struct Cache: Sendable {
    /// γ, for dx.
    let gamma: Tensor<Scalar>
    /// x̂.
    let normalized: Tensor<Scalar>
    /// 1 / √(v + ε) of each vector.
    let inverseDeviations: [Scalar]
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

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let width = features
    guard input.shape.rank > 1, input.shape.extents.last == width, width > 0 else {
      throw InputError("\(self)", expects: "input [N, …, \(width)]", got: "\(input.shape)")
    }
    let rows = input.count / width
    var inverses = [Scalar](repeating: 0, count: rows)
    let normalized = Tensor<Scalar>(input.shape) { normalized in
      input.withElements { x in
        for row in 0..<rows {
          let start = row * width
          let mean = Tensor.sum(width) { x[start + $0] } / Scalar(width)
          let squares = Tensor.sum(width) { (x[start + $0] - mean) * (x[start + $0] - mean) }
          let inverse = 1 / Scalar.sqrt(squares / Scalar(width) + epsilon)
          for j in start..<start + width { normalized[j] = (x[j] - mean) * inverse }
          inverses[row] = inverse
        }
      }
    }
    let output = Tensor<Scalar>(input.shape) { y in
      normalized.withElements { x in
        for i in 0..<x.count {
          y[i] = parameters.gamma[i % width] * x[i] + parameters.beta[i % width]
        }
      }
    }
    return (
      output,
      Cache(gamma: parameters.gamma, normalized: normalized, inverseDeviations: inverses)
    )
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, Parameters> {
    let (width, gamma) = (cache.gamma.count, cache.gamma)
    outputGradient.shape.requireOutput(cache.normalized.shape)
    var gradients = Parameters(gamma: Tensor([width]), beta: Tensor([width]))
    let input = Tensor<Scalar>(outputGradient.shape) { dx in
      outputGradient.withElements { g in
        cache.normalized.withElements { x in
          for (row, inverse) in cache.inverseDeviations.enumerated() {
            let start = row * width
            let mean = Tensor.sum(width) { gamma[$0] * g[start + $0] } / Scalar(width)
            let slope =
              Tensor.sum(width) { gamma[$0] * g[start + $0] * x[start + $0] } / Scalar(width)
            for j in 0..<width {
              let i = start + j
              dx[i] = (gamma[j] * g[i] - mean - x[i] * slope) * inverse
              gradients.gamma[j] += g[i] * x[i]
              gradients.beta[j] += g[i]
            }
          }
        }
      }
    }
    return Gradients(input: input, parameters: gradients)
  }
}
