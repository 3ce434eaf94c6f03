import Layers
import Tensors

extension Specimen {
  /// Mistakes in dX = G·W, dW = Gᵀ·X and db = Gᵀ·1, for five samples and a weight [3, 4].
  static var linear: [Specimen] {
    let layer = Linear<Double>(weight: .random([3, 4], seed: 2), bias: .random([3], seed: 3))
    var mistakes = LayerMistakes("linear", layer, at: .random([5, 4], seed: 1))
    mistakes.add(
      "dW as a mean over the samples", .scale(dividedBy: "N", 5), in: "weight", seen: "cTensor#3"
    ) { pass in pass.each(\.weight) { $0 / 5 } }
    mistakes.add("db as a mean over the samples", .scale(dividedBy: "N", 5), in: "bias") { pass in
      pass.each(\.bias!) { $0 / 5 }
    }
    mistakes.add("dX with the wrong sign", .scale(-1), in: "input") { pass in
      pass.eachInput { -$0 }
    }
    mistakes.add("dW twice as large", .scale(2), in: "weight") { pass in
      pass.each(\.weight) { 2 * $0 }
    }
    mistakes.add("db divided by the outputs", .scale(dividedBy: "C", 3), in: "bias") { pass in
      pass.each(\.bias!) { $0 / 3 }
    }
    mistakes.add("no gradient for the bias", .zero("bias"), in: "bias", seen: "swift-apis#394") {
      pass in pass.each(\.bias!) { _ in 0 }
    }
    mistakes.add("no gradient for the input", .zero("input"), in: "input", seen: "swift-apis#840") {
      pass in pass.eachInput { _ in 0 }
    }
    mistakes.add(
      "db not reduced over the samples", .place("sample 0 only"), in: "bias", seen: "nd4j#2424"
    ) { pass in pass.parameter(\.bias!, Tensor([3]) { pass.gradient[[0, $0[0]]] })
    }
    mistakes.add(
      "dW overwritten by each sample", .place("sample 4 only"), in: "weight", seen: "mxnet#9497"
    ) { pass in
      pass.parameter(
        \.weight, Tensor([3, 4]) { pass.gradient[[4, $0[0]]] * pass.input[[4, $0[1]]] })
    }
    mistakes.add("dX leaves the last feature out", .place("input, 3 along axis 1"), in: "input") {
      pass in
      pass.input(Tensor([5, 4]) { $0[1] == 3 ? 0 : pass.right.input[$0] })
    }
    mistakes.add(
      "dX as if the gradient from above were ones", .upstream("ignored"), in: "input",
      seen: "tensorflow#1847"
    ) { pass in
      let weight = pass.layer.parameters.weight
      return pass.input(Tensor([5, 4]) { at in sum(0..<3) { weight[[$0, at[1]]] } })
    }
    mistakes.add("dX of the mean gradient from above", .upstream("mean over outputs"), in: "input")
    { pass in
      let weight = pass.layer.parameters.weight
      return pass.input(
        Tensor([5, 4]) { at in
          let mean = sum(0..<3) { pass.gradient[[at[0], $0]] } / 3
          return sum(0..<3) { mean * weight[[$0, at[1]]] }
        })
    }
    mistakes.add("products rounded to eight bits", .precision("bfloat16"), in: "weight") { pass in
      pass.each(\.weight) { Double(Float(bitPattern: Float($0).bitPattern & 0xFFFF_0000)) }
    }
    return mistakes.specimens + remembering(layer) + squareLinear + offsetLinear
  }

  private static func remembering(_ layer: Linear<Double>) -> [Specimen] {
    var mistakes = LayerMistakes("linear", layer, at: .random([5, 4], seed: 1))
    mistakes.addRemembering(
      "dW added to what was there", .state("accumulated"), in: "weight",
      seen: "AiDotNet.Tensors#759"
    ) {
      let sum = Memory(Tensor<Double>([3, 4]))
      return { pass in
        let total = sum.exchange(Tensor([3, 4])) + pass.right.parameters.weight
        _ = sum.exchange(total)
        return pass.parameter(\.weight, total)
      }
    }
    mistakes.addRemembering(
      "dW of the input before", .state("previous call"), in: "weight", seen: "jax-mps#168"
    ) {
      let last = Memory<Tensor<Double>?>(nil)
      return { pass in
        let input = last.exchange(pass.input) ?? pass.input
        return pass.parameter(\.weight, pass.backward(at: input).parameters.weight)
      }
    }
    mistakes.addRemembering("dW of the first input", .state("first call"), in: "weight") {
      let first = Memory<Tensor<Double>?>(nil)
      return { pass in
        let input = first.exchange(nil) ?? pass.input
        _ = first.exchange(input)
        return pass.parameter(\.weight, pass.backward(at: input).parameters.weight)
      }
    }
    mistakes.addRemembering(
      "the gradient from above halved in place", .state("mutated"), in: "input", seen: "apex#1430"
    ) {
      let factor = Memory(2.0)
      return { pass in
        let now = factor.exchange(0) / 2
        _ = factor.exchange(now)
        return pass.eachInput { now * $0 }
      }
    }
    return mistakes.specimens
  }

  /// What only square shapes let through.
  private static var squareLinear: [Specimen] {
    let layer = Linear<Double>(weight: .random([4, 4], seed: 2), bias: .random([4], seed: 3))
    var mistakes = LayerMistakes("linear", layer, at: .random([4, 4], seed: 1))
    mistakes.add("dW transposed", .layout("transposed"), in: "weight", seen: "Paddle#1805") {
      pass in
      let dw = pass.right.parameters.weight
      return pass.parameter(\.weight, Tensor([4, 4]) { dw[[$0[1], $0[0]]] })
    }
    mistakes.add("dX with W transposed", .layout("transposed"), in: "input", seen: "flashlight#760")
    { pass in
      var turned = pass.layer
      let weight = pass.layer.parameters.weight
      turned.parameters.weight = Tensor([4, 4]) { weight[[$0[1], $0[0]]] }
      return pass.input(pass.backward(of: turned).input)
    }
    mistakes.add(
      "db summed over the outputs", .layout("transposed"), in: "bias", seen: "shumai#74"
    ) { pass in
      pass.parameter(
        \.bias!, Tensor([4]) { at in sum(0..<4) { pass.gradient[[at[0], $0]] } })
    }
    return mistakes.specimens
  }

  /// Inputs around 1,000, whose products cancel.
  private static var offsetLinear: [Specimen] {
    let layer = Linear<Double>(weight: .random([3, 4], seed: 2), bias: .random([3], seed: 3))
    let input = Tensor<Double>.random([5, 4], seed: 1).map { $0 + 1000 }
    var mistakes = LayerMistakes("linear", layer, at: input)
    mistakes.add("dW summed in single precision", .precision("float"), in: "weight") { pass in
      pass.parameter(
        \.weight,
        Tensor([3, 4]) { at in
          Double(
            (0..<5).reduce(Float(0)) {
              $0 + Float(pass.gradient[[$1, at[0]]]) * Float(pass.input[[$1, at[1]]])
            })
        })
    }
    return mistakes.specimens
  }
}
