import Layers
import Tensors

extension Specimen {
  /// Mistakes in sigmoid, tanh and softmax.
  static var smoothActivations: [Specimen] { sigmoid + tanh + softmax + channelSoftmax }

  private static var sigmoid: [Specimen] {
    var mistakes = LayerMistakes("sigmoid", Sigmoid<Double>(), at: .random([4, 7], seed: 1))
    mistakes.add("y instead of y(1 − y)", .missing("derivative"), in: "input", seen: "mxnet#16938")
    {
      $0.input($0.gradient * $0.output)
    }
    mistakes.add("the input taken for the output", .missing("x for y"), in: "input") {
      $0.input($0.gradient.combined(with: $0.input) { $0 * $1 * (1 - $1) })
    }
    mistakes.add("the slope applied twice", .missing("derivative"), in: "input") {
      $0.input($0.right.input.combined(with: $0.output) { $0 * $1 * (1 - $1) })
    }
    mistakes.add("y(y − 1)", .scale(-1), in: "input") { $0.eachInput { -$0 } }
    mistakes.add("the local slope only", .upstream("ignored"), in: "input", seen: "nd4j#2410") {
      $0.input($0.output.map { $0 * (1 - $0) })
    }
    return mistakes.specimens
  }

  private static var tanh: [Specimen] {
    var mistakes = LayerMistakes("tanh", Tanh<Double>(), at: .random([4, 7], seed: 1))
    mistakes.add(
      "tanh' written as tanh", .missing("derivative"), in: "input", seen: "andersbll/nnet#4",
      "mxnet#16938"
    ) {
      $0.input($0.gradient * $0.output)
    }
    mistakes.add("1 − x² instead of 1 − y²", .missing("x for y"), in: "input") {
      $0.input($0.gradient.combined(with: $0.input) { $0 * (1 - $1 * $1) })
    }
    mistakes.add("1 − y", .missing("derivative"), in: "input") {
      $0.input($0.gradient.combined(with: $0.output) { $0 * (1 - $1) })
    }
    mistakes.add("1 + y²", .missing("derivative"), in: "input") {
      $0.input($0.gradient.combined(with: $0.output) { $0 * (1 + $1 * $1) })
    }
    mistakes.add("the local slope only", .upstream("ignored"), in: "input") {
      $0.input($0.output.map { 1 - $0 * $0 })
    }
    return mistakes.specimens
  }

  private static var softmax: [Specimen] {
    var mistakes = LayerMistakes("softmax", Softmax<Double>(), at: .random([5, 4], seed: 1))
    /// y·(g − s), with s of each row by `sum`.
    @Sendable func gradient(
      _ pass: MistakenLayer<Softmax<Double>>.Pass, _ sum: (_ row: Int) -> Double
    ) -> Gradients<Tensor<Double>, NoTensors<Double>> {
      let sums = (0..<5).map(sum)
      return pass.input(
        Tensor([5, 4]) { pass.output[$0] * (pass.gradient[$0] - sums[$0[0]]) })
    }
    mistakes.add("the diagonal only", .missing("diagonal only"), in: "input", seen: "libnd4j#440") {
      let slope = $0.output.map { $0 * (1 - $0) }
      return $0.input($0.gradient * slope)
    }
    mistakes.add("right only for ones", .upstream("ones"), in: "input") { pass in
      gradient(pass) { n in sum(0..<4) { pass.gradient[[n, $0]] } / 4 }
    }
    mistakes.add("without Σg·y", .missing("Σg·y"), in: "input") { gradient($0) { _ in 0 } }
    mistakes.add("Σg instead of Σg·y", .missing("y"), in: "input", seen: "mlpack#3468") { pass in
      gradient(pass) { n in sum(0..<4) { pass.gradient[[n, $0]] } }
    }
    mistakes.add("the log-softmax's gradient", .missing("1/y"), in: "input", seen: "mlpack#3468") {
      pass in
      let sums = (0..<5).map { n in sum(0..<4) { pass.gradient[[n, $0]] } }
      return pass.input(Tensor([5, 4]) { pass.gradient[$0] - pass.output[$0] * sums[$0[0]] })
    }
    mistakes.add("Σg·y over the samples", .layout("axes exchanged"), in: "input", seen: "shumai#74")
    { pass in
      pass.input(
        Tensor([5, 4]) { at in
          let sum = (0..<5).reduce(0) {
            $0 + pass.gradient[[$1, at[1]]] * pass.output[[$1, at[1]]]
          }
          return pass.output[at] * (pass.gradient[at] - sum)
        })
    }
    mistakes.add(
      "Σg·y of everything", .place("leaks"), in: "input", seen: "lightning-thunder#290"
    ) { pass in
      let sum = (pass.gradient * pass.output).sum { $0 }
      return gradient(pass) { _ in sum }
    }
    mistakes.add("Σg·y without the last class", .place("column 3"), in: "input") { pass in
      gradient(pass) { n in
        sum(0..<3) { pass.gradient[[n, $0]] * pass.output[[n, $0]] }
      }
    }
    return mistakes.specimens
  }

  private static var channelSoftmax: [Specimen] {
    let shape: Shape = [2, 3, 3, 3]
    var mistakes = LayerMistakes("softmax", Softmax<Double>(axis: 1), at: .random(shape, seed: 1))
    mistakes.add(
      "along the last axis instead of the channels", .layout("axes exchanged"), in: "input",
      seen: "FlagGems#5392"
    ) { pass in
      pass.input(
        Tensor(shape) { at in
          let sum = (0..<3).reduce(0) {
            let other = [at[0], at[1], at[2], $1]
            return $0 + pass.gradient[other] * pass.output[other]
          }
          return pass.output[at] * (pass.gradient[at] - sum)
        })
    }
    return mistakes.specimens
  }
}
