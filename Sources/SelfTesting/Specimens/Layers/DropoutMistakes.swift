import GSL
import Layers
import Tensors

extension Specimen {
  /// Mistakes in dropout, with a probability of dropping of 0.4.
  static var dropout: [Specimen] {
    let layer = Dropout<Double>(rate: 0.4)
    var mistakes = LayerMistakes("dropout", layer, at: .random([4, 7], seed: 1))
    mistakes.add("the mask not applied", .place("dropped"), in: "input", seen: "numpy-ml#94") {
      $0.input($0.gradient.map { $0 / 0.6 })
    }
    mistakes.add("not scaled up", .scale(times: "keep probability", 0.6), in: "input") {
      $0.eachInput { 0.6 * $0 }
    }
    mistakes.add("scaled up twice", .scale(dividedBy: "keep probability", 0.6), in: "input") {
      $0.eachInput { $0 / 0.6 }
    }
    mistakes.add("divided by p", .scale(times: "(1 − p)/p", 1.5), in: "input") {
      $0.eachInput { 1.5 * $0 }
    }
    mistakes.add("the mask inverted", .place("mask inverted"), in: "input") {
      $0.input($0.gradient.combined(with: $0.right.input) { $1 == 0 ? $0 / 0.6 : 0 })
    }
    mistakes.add("another mask", .state("another mask"), in: "input") {
      $0.input($0.backward(in: ForwardContext(.training, key: RandomKey(4))).input)
    }
    mistakes.add(
      "the mask of the first sample for all", .layout("sample 0 for all"), in: "input",
      seen: "haste#43"
    ) { pass in
      pass.input(
        Tensor([4, 7]) { pass.output[[0, $0[1]]] == 0 ? 0 : pass.gradient[$0] / 0.6 })
    }
    mistakes.addRemembering("a fresh mask at each call", .state("another mask"), in: "input") {
      let calls = Memory(0)
      return { pass in
        let number = calls.exchange(0) + 1
        _ = calls.exchange(number)
        let context = ForwardContext(.training, key: pass.context.key.derived(number))
        return pass.input(pass.backward(in: context).input)
      }
    }
    return mistakes.specimens + inferenceDropout + sparseDropout
  }

  private static var inferenceDropout: [Specimen] {
    var mistakes = LayerMistakes(
      "dropout", Dropout<Double>(rate: 0.4), at: .random([4, 7], seed: 1), mode: .inference)
    mistakes.add("a mask in inference", .state("a mask"), in: "input", seen: "pytorch#586") {
      $0.input($0.backward(in: ForwardContext(.training, key: $0.context.key)).input)
    }
    return mistakes.specimens
  }

  /// Inputs that are themselves 0, from which no mask can be inferred.
  private static var sparseDropout: [Specimen] {
    let input = Tensor<Double>.random([4, 7], seed: 1).map { $0 > 0 ? $0 : 0 }
    var mistakes = LayerMistakes("dropout", Dropout<Double>(rate: 0.4), at: input)
    mistakes.add("the mask inferred from y/x", .notFinite("x = 0"), in: "input", seen: "kaldi#3890")
    {
      $0.input($0.gradient * $0.output.combined(with: $0.input) { $0 / $1 })
    }
    mistakes.add("the mask inferred from y ≠ 0", .zero("x = 0"), in: "input", seen: "kaldi#3890") {
      $0.input($0.gradient.combined(with: $0.output) { $1 == 0 ? 0 : $0 / 0.6 })
    }
    return mistakes.specimens
  }
}
