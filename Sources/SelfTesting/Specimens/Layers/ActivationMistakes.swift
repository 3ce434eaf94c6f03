import Layers
import Tensors

extension Specimen {
  /// Mistakes in activations with a kink.
  static var rectifiers: [Specimen] { relu + reluAtZero + leakyReLU + elu }

  private static var relu: [Specimen] {
    // Some of the inputs lie close to the kink.
    let input = Tensor<Double>.random([4, 7], seed: 1).map { $0 > 0.8 ? $0 / 20 : $0 }
    var mistakes = LayerMistakes("relu", ReLU<Double>(), at: input)
    mistakes.add("the mask forgotten", .place("negative side"), in: "input") {
      $0.input($0.gradient)
    }
    mistakes.add(
      "the mask inverted", .place("mask inverted"), in: "input", seen: "tt-metal#48201"
    ) {
      $0.input($0.gradient.combined(with: $0.input) { $1 > 0 ? 0 : $0 })
    }
    mistakes.add("a slope of 0.01 left of the kink", .place("negative side"), in: "input") {
      $0.input($0.gradient.combined(with: $0.input) { $1 > 0 ? $0 : 0.01 * $0 })
    }
    mistakes.add("the threshold at 0.1", .place("x < 0.1"), in: "input") {
      $0.input($0.gradient.combined(with: $0.input) { $1 > 0.1 ? $0 : 0 })
    }
    mistakes.add("the sign of g tested, not of x", .upstream("tested"), in: "input") {
      $0.eachInput { max(0, $0) }
    }
    mistakes.add("the local slope only", .upstream("ignored"), in: "input", seen: "nd4j#2410") {
      $0.input($0.input.map { $0 > 0 ? 1 : 0 })
    }
    return mistakes.specimens
  }

  private static var reluAtZero: [Specimen] {
    var mistakes = LayerMistakes("relu", ReLU<Double>(), at: Tensor([2, 3]))
    mistakes.add("a slope of 2 at 0", .place("x = 0"), in: "input", dilutable: false) {
      $0.input($0.gradient.map { 2 * $0 })
    }
    mistakes.add("a slope of −½ at 0", .place("x = 0"), in: "input", dilutable: false) {
      $0.input($0.gradient.map { -$0 / 2 })
    }
    return mistakes.specimens
  }

  private static var leakyReLU: [Specimen] {
    let layer = LeakyReLU<Double>(slope: 0.2)
    var mistakes = LayerMistakes("leaky-relu", layer, at: .random([4, 7], seed: 1))
    mistakes.add("no gradient left of the kink", .place("negative side"), in: "input") {
      $0.input($0.gradient.combined(with: $0.input) { $1 > 0 ? $0 : 0 })
    }
    mistakes.add("the slope on both sides", .place("positive side"), in: "input") {
      $0.input($0.gradient.map { 0.2 * $0 })
    }
    mistakes.add("the slope inverted", .place("negative side"), in: "input") {
      $0.input($0.gradient.combined(with: $0.input) { $1 > 0 ? $0 : $0 / 0.2 })
    }
    mistakes.add(
      "the sides exchanged", .place("sides exchanged"), in: "input",
      seen: "tt-metal#48201", "pytorch#59615"
    ) {
      $0.input($0.gradient.combined(with: $0.input) { $1 > 0 ? 0.2 * $0 : $0 })
    }
    mistakes.add("the default slope instead of the given one", .place("negative side"), in: "input")
    {
      $0.input($0.gradient.combined(with: $0.input) { $1 > 0 ? $0 : 0.01 * $0 })
    }
    return mistakes.specimens
  }

  private static var elu: [Specimen] {
    var mistakes = LayerMistakes("elu", ELU<Double>(alpha: 0.7), at: .random([4, 7], seed: 1))
    mistakes.add("y instead of y + α", .place("negative side"), in: "input") {
      $0.input($0.gradient.combined(with: $0.output) { $1 > 0 ? $0 : $0 * $1 })
    }
    mistakes.add("1 for α", .place("negative side"), in: "input") {
      $0.input($0.gradient.combined(with: $0.output) { $1 > 0 ? $0 : $0 * ($1 + 1) })
    }
    mistakes.add("the slope at y instead of x", .place("negative side"), in: "input") {
      $0.input($0.gradient.combined(with: $0.input) { $1 > 0 ? $0 : $0 * ($1 + 0.7) })
    }
    mistakes.add("linear everywhere", .missing("derivative"), in: "input") {
      $0.input($0.gradient)
    }
    mistakes.add("the local slope only", .upstream("ignored"), in: "input", seen: "nd4j#2410") {
      $0.input($0.output.map { $0 > 0 ? 1 : $0 + 0.7 })
    }
    return mistakes.specimens
  }
}
