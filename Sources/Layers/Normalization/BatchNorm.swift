import Tensors

/// Batch normalization: each channel is brought to mean 0 and variance 1, then scaled and shifted.
///
///     forward    μ = mean(x)    v = mean((x − μ)²)    x̂ = (x − μ) / √(v + ε)    y = γ·x̂ + β
///     backward   dβ = Σ g       dγ = Σ g·x̂
///                dx = γ / √(v + ε) · (g − mean(g) − x̂·mean(g·x̂))        training
///                dx = γ / √(v + ε) · g                                   inference
///
/// Means and sums are over the batch, and over H and W for images: one mean and one variance a
/// channel. In training dx has three terms because μ and v depend on x; in inference μ and v are the
/// running statistics, which are constants.
///
/// Shapes: x [N, C] or [N, C, H, W], γ, β, running statistics [C].
///
/// Conventions: v is the biased variance (divided by the count M = N·H·W); ε, 1e-5 by default, is
/// added to the variance, not to the deviation. ``commit(_:)`` moves the running statistics by
/// `momentum`, the share of the *new* value, 0.1 by default (some frameworks call 0.9 the momentum):
/// running ← (1 − momentum)·running + momentum·batch, where the batch's variance is unbiased
/// (divided by M − 1, or by 1 where M is 1). All as in PyTorch, which however refuses to train on
/// M = 1; here the output is then β, and dx is 0.
///
/// Source: Ioffe, Szegedy: "Batch normalization", ICML 2015.
public struct BatchNorm<Scalar: TensorScalar>: Layer {
  public struct Parameters: ParameterGroup {
    public var gamma: Tensor<Scalar>
    public var beta: Tensor<Scalar>

    public var slots: [ParameterSlot<Self, Scalar>] {
      [
        ParameterSlot("gamma", \.gamma, role: .scale),
        ParameterSlot("beta", \.beta, role: .bias),
      ]
    }
  }

  public struct Cache: Sendable {
    /// x̂, for dγ and dx.
    let normalized: Tensor<Scalar>
    /// 1 / √(v + ε) a channel, for dx.
    let inverseDeviation: [Scalar]
    /// μ and v of the batch, for the running statistics; nil in inference, where dx has one term.
    let batchStatistics: (mean: [Scalar], variance: [Scalar])?
  }

  public let epsilon: Scalar
  public let momentum: Scalar
  public var parameters: Parameters
  public var runningMean: Tensor<Scalar>
  public var runningVariance: Tensor<Scalar>

  /// A layer with the given γ [C] and β [C], and running statistics 0 and 1 unless given.
  public init(
    gamma: Tensor<Scalar>, beta: Tensor<Scalar>, runningMean: Tensor<Scalar>? = nil,
    runningVariance: Tensor<Scalar>? = nil, epsilon: Scalar = 1e-5, momentum: Scalar = 0.1
  ) {
    precondition(gamma.shape.rank == 1 && beta.shape == gamma.shape, "γ [C], β [C]")
    precondition(epsilon > 0 && (0...1).contains(momentum), "ε > 0, momentum in 0 … 1")
    parameters = Parameters(gamma: gamma, beta: beta)
    self.runningMean = runningMean ?? Tensor(gamma.shape)
    self.runningVariance = runningVariance ?? Tensor(gamma.shape, repeating: 1)
    self.epsilon = epsilon
    self.momentum = momentum
    precondition(
      self.runningMean.shape == gamma.shape && self.runningVariance.shape == gamma.shape,
      "running statistics [C]")
  }

  /// A layer with γ = 1 and β = 0.
  public init(_ channels: Int, epsilon: Scalar = 1e-5, momentum: Scalar = 0.1) {
    self.init(
      gamma: Tensor([channels], repeating: 1), beta: Tensor([channels]), epsilon: epsilon,
      momentum: momentum)
  }

  private var channels: Int { parameters.gamma.count }

  public var description: String { "BatchNorm(\(channels))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let shape = input.shape
    guard shape.rank == 2 || shape.rank == 4, shape[1] == channels else {
      throw InputError(
        "\(self)", expects: "input [N, \(channels)] or [N, \(channels), H, W]", got: "\(shape)")
    }
    guard shape.count > 0 else {
      throw InputError("\(self)", expects: "at least one sample and pixel", got: "\(shape)")
    }
    let (mean, variance) =
      context.mode == .training
      ? batchStatistics(of: input) : (runningMean.elements, runningVariance.elements)
    let inverseDeviation = variance.map { 1 / Scalar.sqrt($0 + epsilon) }
    let layout = ChannelLayout(shape)

    let normalized = Tensor<Scalar>(shape) { xhat in
      input.withElements { x in
        for (c, run) in layout {
          let (mean, inverse) = (mean[c], inverseDeviation[c])
          for i in run { xhat[i] = (x[i] - mean) * inverse }
        }
      }
    }
    let output = Tensor<Scalar>(shape) { y in
      normalized.withElements { xhat in
        for (c, run) in layout {
          let (gamma, beta) = (parameters.gamma[c], parameters.beta[c])
          for i in run { y[i] = gamma * xhat[i] + beta }
        }
      }
    }
    return (
      output,
      Cache(
        normalized: normalized, inverseDeviation: inverseDeviation,
        batchStatistics: context.mode == .training ? (mean, variance) : nil)
    )
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Parameters> {
    let layout = ChannelLayout(outputGradient.shape)
    var dbeta = [Scalar](repeating: 0, count: channels)
    var dgamma = [Scalar](repeating: 0, count: channels)
    outputGradient.withElements { g in
      cache.normalized.withElements { xhat in
        for (c, run) in layout {
          var sum: Scalar = 0
          var product: Scalar = 0
          for i in run {
            sum += g[i]
            product += g[i] * xhat[i]
          }
          dbeta[c] += sum
          dgamma[c] += product
        }
      }
    }
    // mean(g) = dβ / M and mean(g·x̂) = dγ / M, where the statistics depend on x at all.
    let share: Scalar = cache.batchStatistics == nil ? 0 : 1 / Scalar(layout.countPerChannel)
    let dx = Tensor<Scalar>(outputGradient.shape) { dx in
      outputGradient.withElements { g in
        cache.normalized.withElements { xhat in
          for (c, run) in layout {
            let scale = parameters.gamma[c] * cache.inverseDeviation[c]
            let (meanG, meanGX) = (dbeta[c] * share, dgamma[c] * share)
            for i in run { dx[i] = scale * (g[i] - meanG - xhat[i] * meanGX) }
          }
        }
      }
    }
    return Gradients(
      input: dx,
      parameters: Parameters(gamma: Tensor([channels], dgamma), beta: Tensor([channels], dbeta)))
  }

  public mutating func commit(_ cache: Cache) {
    guard let (mean, variance) = cache.batchStatistics else { return }
    let count = cache.normalized.count / channels
    let unbiased = Scalar(count) / Scalar(max(1, count - 1))
    for c in 0..<channels {
      runningMean[c] += momentum * (mean[c] - runningMean[c])
      runningVariance[c] += momentum * (variance[c] * unbiased - runningVariance[c])
    }
  }

  /// μ and v: two passes, because Σx² − M·μ² cancels where the mean is large.
  @inline(__always)
  private func batchStatistics(of input: Tensor<Scalar>) -> (mean: [Scalar], variance: [Scalar]) {
    let layout = ChannelLayout(input.shape)
    let count = Scalar(layout.countPerChannel)
    var mean = [Scalar](repeating: 0, count: channels)
    var variance = [Scalar](repeating: 0, count: channels)
    input.withElements { x in
      for (c, run) in layout {
        var sum: Scalar = 0
        for i in run { sum += x[i] }
        mean[c] += sum
      }
      for c in 0..<channels { mean[c] /= count }
      for (c, run) in layout {
        let mean = mean[c]
        var sum: Scalar = 0
        for i in run { sum += (x[i] - mean) * (x[i] - mean) }
        variance[c] += sum
      }
      for c in 0..<channels { variance[c] /= count }
    }
    return (mean, variance)
  }
}

/// Where the elements of each channel lie in [N, C] or [N, C, H, W]: for each sample and channel one
/// run of neighboring offsets.
private struct ChannelLayout: Sequence, IteratorProtocol {
  private let samples: Int
  private let channels: Int
  private let runLength: Int
  private var position = 0

  init(_ shape: Shape) {
    samples = shape[0]
    channels = shape[1]
    runLength = shape.stride(of: 1)
  }

  /// M, the number of elements that share a mean.
  var countPerChannel: Int { samples * runLength }

  mutating func next() -> (channel: Int, run: Range<Int>)? {
    guard position < samples * channels else { return nil }
    defer { position += 1 }
    return (position % channels, position * runLength..<(position + 1) * runLength)
  }
}
