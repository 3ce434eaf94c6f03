import Layers
import Tensors

/// One channel in the backward pass of a batch norm.
struct NormalizedChannel {
  let x, g: [Double]
  let gamma, mean, variance, epsilon: Double

  var count: Double { Double(x.count) }
  var inverse: Double { 1 / (variance + epsilon).squareRoot() }
  var normalized: [Double] { x.map { ($0 - mean) * inverse } }

  var gradientSum: Double { g.reduce(0, +) }
  var slopeSum: Double { zip(g, normalized).reduce(0) { $0 + $1.0 * $1.1 } }

  /// γ / √(v + ε) · (g − a − x̂·b)
  func gradient(less a: Double, slope b: Double) -> [Double] {
    zip(g, normalized).map { gamma * inverse * ($0 - a - $1 * b) }
  }
}

extension MistakenLayer.Pass where Base == BatchNorm<Double> {
  /// The channels, their statistics the batch's or the running ones, as the mode has it.
  var channels: [NormalizedChannel] {
    (0..<input.shape[1]).map { c in
      let offsets = offsets(of: c)
      let x = offsets.map { input[$0] }
      let isTraining = context.mode == .training
      let mean =
        isTraining ? x.reduce(0, +) / Double(x.count) : layer.state.mean[c]
      let variance =
        isTraining
        ? x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
        : layer.state.variance[c]
      return NormalizedChannel(
        x: x, g: offsets.map { gradient[$0] }, gamma: layer.parameters.gamma[c], mean: mean,
        variance: variance, epsilon: layer.epsilon)
    }
  }

  /// The right gradients, but for the input's, which is made channel by channel.
  func eachChannel(
    _ dx: (NormalizedChannel) -> [Double]
  ) -> Gradients<Tensor<Double>, BatchNorm<Double>.Parameters> {
    var result = Tensor<Double>(input.shape)
    for (c, channel) in channels.enumerated() {
      for (offset, value) in zip(offsets(of: c), dx(channel)) { result[offset] = value }
    }
    return self.input(result)
  }

  private func offsets(of channel: Int) -> [Int] {
    (0..<input.count).filter { input.shape.index(ofOffset: $0)[1] == channel }
  }
}

extension Specimen {
  static var independentBatchNorm: [Specimen] {
    independentVectorNorm + independentImageNorm + independentOtherNorm
  }

  private static func norm(
    _ channels: Int, seed: UInt64, epsilon: Double = 1e-5
  ) -> BatchNorm<Double> {
    BatchNorm(
      gamma: .random([channels], seed: seed), beta: .random([channels], seed: seed + 1),
      runningMean: .random([channels], seed: seed + 2),
      runningVariance: Tensor.random([channels], seed: seed + 3).map { 0.3 + $0.magnitude },
      epsilon: epsilon)
  }

  private static var independentVectorNorm: [Specimen] {
    var vectors = LayerMistakes("batch norm", norm(4, seed: 71), at: .random([6, 4], seed: 75))
    vectors.add(
      "dx as if the variance did not depend on x", .missing("variance term"), in: "input",
      dilutable: false
    ) { pass in pass.eachChannel { $0.gradient(less: $0.gradientSum / $0.count, slope: 0) } }
    vectors.add(
      "dγ from x instead of the normalized x", .missing("normalization of x"), in: "gamma",
      dilutable: false
    ) { pass in
      pass.parameter(
        \.gamma,
        Tensor([4]) { at in
          sum(0..<6) { pass.gradient[[$0, at[0]]] * pass.input[[$0, at[0]]] }
        })
    }
    vectors.add(
      "dx by the running variance although training", .state("running variance"), in: "input",
      dilutable: false
    ) { pass in
      var channel = 0
      return pass.eachChannel { batch in
        let ratio = (batch.variance + 1e-5) / (pass.layer.state.variance[channel] + 1e-5)
        channel += 1
        return batch.gradient(
          less: batch.gradientSum / batch.count, slope: batch.slopeSum / batch.count
        ).map { $0 * ratio.squareRoot() }
      }
    }
    return vectors.specimens
  }

  private static var independentImageNorm: [Specimen] {
    var images = LayerMistakes(
      "batch norm", norm(2, seed: 76), at: .random([3, 2, 4, 5], seed: 80))
    images.add(
      "means of g and g·x̂ divided by N instead of N·H·W", .scale("N for N·H·W"), in: "input",
      dilutable: false
    ) { pass in pass.eachChannel { $0.gradient(less: $0.gradientSum / 3, slope: $0.slopeSum / 3) } }
    return images.specimens
  }

  private static var independentOtherNorm: [Specimen] {
    var damped = LayerMistakes(
      "batch norm", norm(3, seed: 81, epsilon: 0.05), at: .random([5, 3], seed: 85))
    damped.add(
      "dx divided by √v, without the ε of 0.05", .epsilon(0.05), in: "input", dilutable: false
    ) { pass in
      pass.eachChannel { channel in
        let bare = NormalizedChannel(
          x: channel.x, g: channel.g, gamma: channel.gamma, mean: channel.mean,
          variance: channel.variance, epsilon: 0)
        return bare.gradient(
          less: bare.gradientSum / bare.count, slope: bare.slopeSum / bare.count)
      }
    }
    var inference = LayerMistakes(
      "batch norm in inference", norm(3, seed: 86), at: .random([4, 3], seed: 90),
      mode: .inference)
    inference.add(
      "dx by the formula of training", .state("training mode"), in: "input", dilutable: false
    ) { pass in
      pass.eachChannel {
        $0.gradient(less: $0.gradientSum / $0.count, slope: $0.slopeSum / $0.count)
      }
    }
    let far = Tensor<Double>.random([8, 3], seed: 95).map { 300 + $0 }
    var single = LayerMistakes("batch norm", norm(3, seed: 91), at: far)
    single.add(
      "x and its mean kept in single precision for dγ", .precision("float"), in: "gamma",
      dilutable: false
    ) { pass in
      let dgamma = pass.channels.map { channel in
        zip(channel.x, channel.g).reduce(0) { total, pair in
          total + Double(Float(pair.0) - Float(channel.mean)) * channel.inverse * pair.1
        }
      }
      return pass.parameter(\.gamma, Tensor([3], dgamma))
    }
    return damped.specimens + inference.specimens + single.specimens
  }
}
