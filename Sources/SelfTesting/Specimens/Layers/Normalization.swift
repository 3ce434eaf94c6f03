import Layers
import Tensors

/// What a batch norm's backward pass is made of, to be put together wrongly.
struct Normalization {
  let x, g: Tensor<Double>
  let layer: BatchNorm<Double>
  /// What is added to the variance, and what to the deviation.
  var epsilon = 1e-5
  var deviationEpsilon = 0.0
  /// What the variance, and the means of g and g·x̂, are divided by; M where nil.
  var varianceCount: Double?
  var meanCount: Double?

  init(_ pass: MistakenLayer<BatchNorm<Double>>.Pass) {
    (x, g, layer) = (pass.input, pass.gradient, pass.layer)
  }

  private var channels: Int { x.shape[1] }
  private var count: Double { Double(x.count / channels) }

  private func channel(_ i: Int) -> Int { i / x.shape.stride(of: 1) % channels }

  /// The sum over all elements of each channel.
  func sum(_ term: (Int) -> Double) -> [Double] {
    var sums = [Double](repeating: 0, count: channels)
    for i in 0..<x.count { sums[channel(i)] += term(i) }
    return sums
  }

  /// 1 / √(v + ε) and x̂
  func normalized() -> (inverse: [Double], xhat: Tensor<Double>) {
    let mean = sum { x[$0] }.map { $0 / count }
    var xhat = x
    for i in 0..<x.count { xhat[i] -= mean[channel(i)] }
    let squares = sum { xhat[$0] * xhat[$0] }
    let inverse = squares.map {
      1 / (($0 / (varianceCount ?? count) + epsilon).squareRoot() + deviationEpsilon)
    }
    for i in 0..<x.count { xhat[i] *= inverse[channel(i)] }
    return (inverse, xhat)
  }

  /// γ·s·(g − mean(g) − x̂·mean(g·x̂)), each factor and term only as far as it is kept.
  func inputGradient(
    gamma: [Double]? = nil, scale: Bool = true, mean: Double = 1, variance: Double = 1
  ) -> Tensor<Double> {
    let (inverse, xhat) = normalized()
    let meanG = sum { g[$0] }.map { $0 / (meanCount ?? count) }
    let meanGX = sum { g[$0] * xhat[$0] }.map { $0 / (meanCount ?? count) }
    let gamma = gamma ?? layer.parameters.gamma.elements
    return Tensor(
      x.shape,
      (0..<x.count).map { i in
        let c = channel(i)
        let inner = g[i] - mean * meanG[c] - variance * xhat[i] * meanGX[c]
        return gamma[c] * (scale ? inverse[c] : 1) * inner
      })
  }
}
