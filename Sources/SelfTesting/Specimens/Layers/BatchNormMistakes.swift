import Layers
import Tensors

extension Specimen {
  private static let normLayer = BatchNorm<Double>(
    gamma: Tensor([3], [1.5, -0.7, 2]), beta: Tensor([3], [0.2, -1, 0.4]),
    runningMean: Tensor([3], [0.3, -0.2, 0.1]), runningVariance: Tensor([3], [0.6, 1.7, 1.2]))

  /// Mistakes in the batch norm of two images [3, 4, 5], and of what suits them better.
  static var batchNorm: [Specimen] {
    var mistakes = LayerMistakes("batchnorm", normLayer, at: .random([2, 3, 4, 5], seed: 1))
    mistakes.add(
      "the statistics taken for constants", .missing("μ and v"), in: "input", seen: "CrypTen#143"
    ) {
      $0.input(Normalization($0).inputGradient(mean: 0, variance: 0))
    }
    mistakes.add(
      "the variance taken for a constant", .missing("v"), in: "input", seen: "CrypTen#143"
    ) {
      $0.input(Normalization($0).inputGradient(variance: 0))
    }
    mistakes.add("the mean taken for a constant", .missing("μ"), in: "input") {
      $0.input(Normalization($0).inputGradient(mean: 0))
    }
    mistakes.add("the mean's term with the wrong sign", .missing("μ"), in: "input") {
      $0.input(Normalization($0).inputGradient(mean: -1))
    }
    mistakes.add("the variance's term with a factor 2", .missing("v"), in: "input") {
      $0.input(Normalization($0).inputGradient(variance: 2))
    }
    mistakes.add("dx without γ", .missing("gamma"), in: "input", seen: "Knet#288") {
      $0.input(Normalization($0).inputGradient(gamma: [1, 1, 1]))
    }
    mistakes.add("dx without the deviation", .missing("1/√(v + ε)"), in: "input") {
      $0.input(Normalization($0).inputGradient(scale: false))
    }
    mistakes.add(
      "γ of the channel before", .layout("channels permuted"), in: "input", seen: "DeepSpeed#692"
    ) {
      $0.input(Normalization($0).inputGradient(gamma: [2, 1.5, -0.7]))
    }
    mistakes.add("the unbiased variance in backward only", .scale("M − 1 for M"), in: "input") {
      var parts = Normalization($0)
      parts.varianceCount = 39
      return $0.input(parts.inputGradient())
    }
    mistakes.add(
      "means over the batch, not over its pixels", .scale("N for N·H·W"), in: "input",
      seen: "shumai#74"
    ) {
      var parts = Normalization($0)
      parts.meanCount = 2
      return $0.input(parts.inputGradient())
    }
    mistakes.add("dγ of x instead of x̂", .missing("normalization"), in: "gamma") { pass in
      let parts = Normalization(pass)
      return pass.parameter(\.gamma, Tensor([3], parts.sum { pass.gradient[$0] * pass.input[$0] }))
    }
    mistakes.add("dγ of one sample only", .place("sample 0 only"), in: "gamma") { pass in
      let parts = Normalization(pass)
      let xhat = parts.normalized().xhat
      return pass.parameter(
        \.gamma, Tensor([3], parts.sum { $0 < 60 ? pass.gradient[$0] * xhat[$0] : 0 }))
    }
    mistakes.add("dβ as a mean", .scale(dividedBy: "N·H·W", 40), in: "beta") { pass in
      pass.each(\.beta) { $0 / 40 }
    }
    mistakes.add("no gradient for β", .zero("beta"), in: "beta") { pass in
      pass.each(\.beta) { _ in 0 }
    }
    mistakes.add(
      "dγ and dβ exchanged", .layout("blocks exchanged"), in: "gamma", "beta", seen: "oneflow#6149"
    ) { pass in
      var gradients = pass.right
      gradients.parameters.gamma = pass.right.parameters.beta
      gradients.parameters.beta = pass.right.parameters.gamma
      return gradients
    }
    mistakes.add(
      "the running statistics in training", .state("running statistics"), in: "input",
      seen: "pytorch#586"
    ) {
      $0.input($0.backward(in: ForwardContext(.inference)).input)
    }
    return mistakes.specimens + inference + features + quiet
  }

  private static var inference: [Specimen] {
    var mistakes = LayerMistakes(
      "batchnorm", normLayer, at: .random([4, 3], seed: 1), mode: .inference)
    mistakes.add(
      "the batch's statistics in inference", .missing("μ and v too many"), in: "input",
      seen: "pytorch#586", "pytorch/xla#913"
    ) {
      $0.input($0.backward(in: ForwardContext(.training)).input)
    }
    return mistakes.specimens
  }

  private static var features: [Specimen] {
    var mistakes = LayerMistakes("batchnorm", normLayer, at: .random([5, 3], seed: 1))
    mistakes.add(
      "features for samples in the means", .scale("D for N"), in: "input",
      seen: "RubixML#423"
    ) {
      var parts = Normalization($0)
      parts.meanCount = 3
      return $0.input(parts.inputGradient())
    }
    return mistakes.specimens
  }

  /// Inputs so small that ε counts.
  private static var quiet: [Specimen] {
    var mistakes = LayerMistakes(
      "batchnorm", normLayer, at: .random([2, 3, 4, 5], seed: 1, scale: 0.01))
    mistakes.add("ε left out", .epsilon(1e-5), in: "input", seen: "chainer#4190") {
      var parts = Normalization($0)
      parts.epsilon = 0
      return $0.input(parts.inputGradient())
    }
    mistakes.add("ε added to the deviation", .epsilon(1e-5), in: "input") {
      var parts = Normalization($0)
      (parts.epsilon, parts.deviationEpsilon) = (0, 1e-5)
      return $0.input(parts.inputGradient())
    }
    return mistakes.specimens
  }
}
