import Layers
import Tensors
import Testing

@Suite("Mistakes in batch norm")
struct NormalizationMistakeTests {
  private static let shape: Shape = [5, 3]
  private static let layer = BatchNorm<Double>(
    gamma: Tensor([3], [1.5, -0.7, 2]), beta: Tensor([3], [0.2, -1, 0.4]))

  /// The mean over the samples of each feature.
  private static func mean(_ x: Tensor<Double>) -> [Double] {
    (0..<3).map { c in (0..<5).reduce(0) { $0 + x[$1 * 3 + c] } / 5 }
  }

  /// x̂ and 1 / √(v + ε) of a pass, the variance divided by `count`.
  private static func normalized(
    _ x: Tensor<Double>, variancePer count: Double = 5
  ) -> (xhat: Tensor<Double>, inverse: [Double]) {
    let mean = mean(x)
    var centered = x
    for i in 0..<x.count { centered[i] -= mean[i % 3] }
    let sums = self.mean(centered.map { $0 * $0 }).map { $0 * 5 }
    let inverse = sums.map { 1 / ($0 / count + 1e-5).squareRoot() }
    for i in 0..<x.count { centered[i] *= inverse[i % 3] }
    return (centered, inverse)
  }

  /// γ·s·(g − mean(g) − x̂·mean(g·x̂)), with the terms that `keeps` says.
  private static func inputGradient(
    _ pass: Mistaken<BatchNorm<Double>>.Pass, gamma: Bool = true, mean keepsMean: Bool = true,
    variance keepsVariance: Bool = true, variancePer count: Double = 5
  ) -> Tensor<Double> {
    let (xhat, inverse) = normalized(pass.input, variancePer: count)
    let g = pass.gradient
    let (meanG, meanGX) = (mean(g), mean(g.combined(with: xhat) { $0 * $1 }))
    var dx = g
    for i in 0..<dx.count {
      let c = i % 3
      if keepsMean { dx[i] -= meanG[c] }
      if keepsVariance { dx[i] -= xhat[i] * meanGX[c] }
      dx[i] *= inverse[c] * (gamma ? pass.layer.parameters.gamma[c] : 1)
    }
    return dx
  }

  static let specimens = [
    Specimen("Statistics taken for constants", in: "input", of: layer, on: shape) {
      $0.replacingInput(inputGradient($0, mean: false, variance: false))
    },
    Specimen("The variance taken for a constant", in: "input", of: layer, on: shape) {
      $0.replacingInput(inputGradient($0, variance: false))
    },
    Specimen("The mean taken for a constant", in: "input", of: layer, on: shape) {
      $0.replacingInput(inputGradient($0, mean: false))
    },
    Specimen("dx without γ", in: "input", of: layer, on: shape) {
      $0.replacingInput(inputGradient($0, gamma: false))
    },
    Specimen("The unbiased variance in backward only", in: "input", of: layer, on: shape) {
      $0.replacingInput(inputGradient($0, variancePer: 4))
    },
    Specimen("dγ of x instead of x̂", in: "gamma", of: layer, on: shape) { pass in
      let products = pass.gradient.combined(with: pass.input) { $0 * $1 }
      return pass.replacing(\.gamma, by: Tensor([3], mean(products).map { 5 * $0 }))
    },
    Specimen("dβ as a mean instead of a sum", in: "beta", of: layer, on: shape) {
      $0.replacing(\.beta, by: Tensor([3], mean($0.gradient)))
    },
    Specimen("dγ and dβ exchanged", in: "gamma", "beta", of: layer, on: shape) { pass in
      let right = pass.right.parameters
      return Gradients(input: pass.right.input, parameters: exchanged(right))
    },
  ]

  private static func exchanged(
    _ parameters: BatchNorm<Double>.Parameters
  ) -> BatchNorm<Double>.Parameters {
    var exchanged = parameters
    exchanged.gamma = parameters.beta
    exchanged.beta = parameters.gamma
    return exchanged
  }

  @Test("Each is found, in the right block", arguments: specimens)
  func found(specimen: Specimen) throws {
    try specimen.expectFound()
  }

  @Test("The formula that the mistakes are made from is right without them")
  func formula() throws {
    let x = Tensor<Double>.random([5, 3], seed: 2)
    let g = Tensor<Double>.random([5, 3], seed: 3)
    let layer = Mistaken(NormalizationMistakeTests.layer) {
      $0.replacingInput(NormalizationMistakeTests.inputGradient($0))
    }
    let cache = try layer.forward(x, in: ForwardContext(.training)).cache
    let error = layer.backward(g, cache: cache).input.combined(
      with: NormalizationMistakeTests.layer.backward(g, cache: cache.base).input
    ) { abs($0 - $1) }
    #expect(error.elements.allSatisfy { $0 < 1e-13 })
  }
}
