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
/// Shapes: x [N, C], [N, C, L] or [N, C, H, W], γ, β, running statistics [C].
///
/// Conventions: v is the biased variance (divided by the count M = N·H·W); ε, 1e-5 by default, is
/// added to the variance, not to the deviation. ``commit(_:)`` moves the running statistics by
/// `momentum`, the share of the *new* value, 0.1 by default (some frameworks call 0.9 the momentum):
/// running ← (1 − momentum)·running + momentum·batch, where the batch's variance is unbiased
/// (divided by M − 1, or by 1 where M is 1) unless ``keepsBiasedVariance``, as in Keras. Without a momentum the
/// running statistics are the mean of those of all batches so far, which are counted. All as in PyTorch, which
/// however refuses to train on M = 1; here the output is then β, and dx is 0.
///
/// Source: Ioffe, Szegedy: "Batch normalization", ICML 2015.
public struct BatchNorm<Scalar: TensorScalar>: Layer {
  public typealias Parameters = ScaleAndShift<Scalar>
  public typealias State = RunningStatistics<Scalar>

  public struct Cache: Sendable {
    /// x, for x̂ in dγ and dx.
    let input: Tensor<Scalar>
    /// γ, for dx.
    let gamma: Tensor<Scalar>
    /// Those of each channel, group by group, for x̂ and dx; from the batch also for the running
    /// statistics.
    let statistics: [Statistics]
    /// Whether they are the batch's, as in training, so that dx has three terms.
    let isFromBatch: Bool
  }

  struct Statistics {
    /// μ.
    let mean: Scalar
    /// v.
    let variance: Scalar
    /// 1 / √(v + ε).
    let inverseDeviation: Scalar
  }

  public let epsilon: Scalar
  /// The share of the new value; nil for the mean of all batches.
  public let momentum: Scalar?
  /// Whether the running variance is that of the batch as it is, divided by M.
  public var keepsBiasedVariance = false
  public var parameters: Parameters
  public var state: State

  /// A layer with the given γ [C] and β [C], and running statistics 0 and 1 unless given.
  public init(
    gamma: Tensor<Scalar>, beta: Tensor<Scalar>, runningMean: Tensor<Scalar>? = nil,
    runningVariance: Tensor<Scalar>? = nil, epsilon: Scalar = 1e-5, momentum: Scalar? = 0.1
  ) {
    precondition(gamma.shape.rank == 1 && beta.shape == gamma.shape, "γ [C], β [C]")
    precondition(epsilon > 0 && (0...1).contains(momentum ?? 0), "ε > 0, momentum in 0 … 1")
    parameters = Parameters(gamma: gamma, beta: beta)
    state = State(
      mean: runningMean ?? Tensor(gamma.shape),
      variance: runningVariance ?? Tensor(gamma.shape, repeating: 1),
      batches: momentum == nil ? Tensor(scalar: 0) : nil)
    self.epsilon = epsilon
    self.momentum = momentum
    precondition(
      state.mean.shape == gamma.shape && state.variance.shape == gamma.shape,
      "running statistics [C]")
  }

  /// A layer with γ = 1 and β = 0.
  public init(_ channels: Int, epsilon: Scalar = 1e-5, momentum: Scalar? = 0.1) {
    self.init(
      gamma: Tensor([channels], repeating: 1), beta: Tensor([channels]), epsilon: epsilon,
      momentum: momentum)
  }

  var channels: Int { parameters.gamma.count }

  public var description: String { "BatchNorm(\(channels))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let shape = input.shape
    guard (2...4).contains(shape.rank), shape[1] == channels else {
      throw InputError(
        "\(self)",
        expects: "input [N, \(channels)], [N, \(channels), L] or [N, \(channels), H, W]",
        got: "\(shape)")
    }
    guard shape.count > 0 else {
      throw InputError("\(self)", expects: "at least one sample and pixel", got: "\(shape)")
    }
    let isFromBatch = context.mode == .training
    try context.requireGroups(in: shape, for: self)
    let size = shape[0] / context.groups
    var statistics: [Statistics] = []
    let output = Tensor<Scalar>(shape) { y in
      input.withElements { x in
        let total = context.groups * channels
        statistics = [Statistics](unsafeUninitializedCapacity: total) { statistics, count in
          let statistics = statistics
          count = total
          for group in 0..<context.groups {
            let runs = ChannelRuns(shape, samples: group * size..<(group + 1) * size)
            // A channel at a time: what one pass reads, the next still finds in the cache.
            runs.forEachChannel(cost: 4) { c in
              let own = self.statistics(of: c, runs, x, isFromBatch: isFromBatch)
              let (gamma, beta) = (parameters.gamma[c], parameters.beta[c])
              runs.forEachOffset(of: c) { i in
                y[i] = gamma * ((x[i] - own.mean) * own.inverseDeviation) + beta
              }
              statistics[group * channels + c] = own
            }
          }
        }
      }
    }
    return (
      output,
      Cache(
        input: input, gamma: parameters.gamma, statistics: statistics, isFromBatch: isFromBatch)
    )
  }

  /// Those of one channel.
  @inline(__always)
  func statistics(
    of c: Int, _ runs: ChannelRuns, _ x: UnsafeBufferPointer<Scalar>, isFromBatch: Bool
  ) -> Statistics {
    var (mean, variance) = (state.mean[c], state.variance[c])
    if isFromBatch {
      // Two passes, because Σx² − M·μ² cancels where the mean is large.
      mean = runs.sum(over: c) { x[$0] } / Scalar(runs.countPerChannel)
      let squares = runs.sum(over: c) { (x[$0] - mean) * (x[$0] - mean) }
      variance = squares / Scalar(runs.countPerChannel)
    }
    return Statistics(
      mean: mean, variance: variance, inverseDeviation: 1 / Scalar.sqrt(variance + epsilon))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, Parameters> {
    let shape = cache.input.shape
    outputGradient.shape.requireOutput(shape)
    let groups = cache.statistics.count / channels
    let size = shape[0] / groups
    var gradients = Parameters(gamma: Tensor([channels]), beta: Tensor([channels]))
    let input = Tensor<Scalar>(shape) { dx in
      outputGradient.withElements { g in
        cache.input.withElements { x in
          gradients.gamma.withMutableElements { dgamma in
            gradients.beta.withMutableElements { dbeta in
              let (dgamma, dbeta) = (dgamma, dbeta)
              for group in 0..<groups {
                let runs = ChannelRuns(shape, samples: group * size..<(group + 1) * size)
                // mean(g) = dβ / M and mean(g·x̂) = dγ / M, where the statistics depend on x at all.
                let share: Scalar = cache.isFromBatch ? 1 / Scalar(runs.countPerChannel) : 0
                runs.forEachChannel(cost: 4) { c in
                  let own = cache.statistics[group * channels + c]
                  let (mean, inverse) = (own.mean, own.inverseDeviation)
                  let sum = runs.sum(over: c) { g[$0] }
                  let product = runs.sum(over: c) { g[$0] * (x[$0] - mean) } * inverse
                  dbeta[c] += sum
                  dgamma[c] += product
                  let scale = cache.gamma[c] * inverse
                  let (meanG, slope) = (sum * share, product * share * inverse)
                  runs.forEachOffset(of: c) { i in
                    dx[i] = scale * (g[i] - meanG - (x[i] - mean) * slope)
                  }
                }
              }
            }
          }
        }
      }
    }
    return Gradients(input: input, parameters: gradients)
  }

  public mutating func commit(_ cache: Cache) {
    guard cache.isFromBatch else { return }
    let count = cache.input.count / cache.statistics.count
    let unbiased = keepsBiasedVariance ? 1 : Scalar(count) / Scalar(max(1, count - 1))
    // Of several groups in one pass each counts as a batch.
    let passes = state.batches?.scalar ?? 0
    state.batches = state.batches.map { $0 + Scalar(cache.statistics.count / channels) }
    for (place, batch) in cache.statistics.enumerated() {
      let (group, c) = place.quotientAndRemainder(dividingBy: channels)
      let momentum = self.momentum ?? 1 / (passes + Scalar(group + 1))
      state.mean[c] += momentum * (batch.mean - state.mean[c])
      state.variance[c] += momentum * (batch.variance * unbiased - state.variance[c])
    }
  }
}
