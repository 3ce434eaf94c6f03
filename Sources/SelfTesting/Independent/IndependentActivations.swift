import Foundation
import GSL
import Layers
import Tensors

extension Specimen {
  static var independentActivations: [Specimen] {
    independentRectifiers + independentSigmoids
  }

  private static var independentRectifiers: [Specimen] {
    var relu = LayerMistakes("relu", ReLU<Double>(), at: .random([3, 5], seed: 101))
    relu.add(
      "mask from the sign of g instead of that of x", .upstream("its sign is the mask"),
      in: "input", dilutable: false
    ) { pass in pass.input(pass.gradient.map { max($0, 0) }) }
    var leaky = LayerMistakes(
      "leaky relu", LeakyReLU<Double>(slope: 0.2), at: .random([4, 3], seed: 102))
    leaky.add(
      "slopes of the two sides exchanged", .layout("branches swapped"), in: "input",
      dilutable: false
    ) { pass in
      pass.input(pass.input.combined(with: pass.gradient) { x, g in x > 0 ? 0.2 * g : g })
    }
    var elu = LayerMistakes("elu", ELU<Double>(alpha: 1.7), at: .random([2, 9], seed: 103))
    elu.add(
      "slope y + 1 below zero instead of y + α", .missing("α"), in: "input", dilutable: false
    ) { pass in
      pass.input(pass.output.combined(with: pass.gradient) { y, g in y > 0 ? g : g * (y + 1) })
    }
    return relu.specimens + leaky.specimens + elu.specimens
  }

  private static var independentSigmoids: [Specimen] {
    var sigmoid = LayerMistakes("sigmoid", Sigmoid<Double>(), at: .random([5, 4], seed: 104))
    sigmoid.add(
      "slope σ(y)·(1 − σ(y)), the sigmoid taken once more of the output",
      .missing("x, y in its place"), in: "input", dilutable: false
    ) { pass in
      pass.input(
        pass.output.combined(with: pass.gradient) { y, g in
          let s = 1 / (1 + exp(-y))
          return g * s * (1 - s)
        })
    }
    sigmoid.add(
      "g of the first sample used for all samples", .upstream("sample 0 for all"), in: "input",
      dilutable: false
    ) { pass in
      pass.input(
        Tensor([5, 4]) { at in
          let y = pass.output[at]
          return pass.gradient[[0, at[1]]] * y * (1 - y)
        })
    }
    var tanh = LayerMistakes("tanh", Tanh<Double>(), at: .random([3, 4], seed: 105))
    tanh.add(
      "slope 1 + y² instead of 1 − y²", .missing("sign of y²"), in: "input", dilutable: false
    ) { pass in
      pass.input(pass.output.combined(with: pass.gradient) { y, g in g * (1 + y * y) })
    }
    tanh.addRemembering(
      "output cached by the first call only", .state("first call"), in: "input"
    ) {
      let cache = Memory<Tensor<Double>?>(nil)
      return { pass in
        let y = cache.exchange(nil) ?? pass.output
        _ = cache.exchange(y)
        return pass.input(y.combined(with: pass.gradient) { y, g in g * (1 - y * y) })
      }
    }
    return sigmoid.specimens + tanh.specimens
  }

  static var independentSoftmax: [Specimen] {
    var square = LayerMistakes("softmax", Softmax<Double>(), at: .random([4, 4], seed: 106))
    square.add(
      "Σ g·y taken over the samples instead of the classes", .layout("sum along the wrong axis"),
      in: "input", dilutable: false
    ) { pass in
      pass.input(
        Tensor([4, 4]) { at in
          let mean = sum(0..<4) { pass.gradient[[$0, at[1]]] * pass.output[[$0, at[1]]] }
          return pass.output[at] * (pass.gradient[at] - mean)
        })
    }
    var wide = LayerMistakes("softmax", Softmax<Double>(), at: .random([2, 5], seed: 107))
    wide.add(
      "only the diagonal y·(1 − y) of the Jacobian", .missing("other classes"), in: "input",
      dilutable: false
    ) { pass in
      pass.input(pass.output.combined(with: pass.gradient) { y, g in g * y * (1 - y) })
    }
    return square.specimens + wide.specimens
  }

  static var independentDropout: [Specimen] {
    let input = Tensor<Double>.random([4, 6], seed: 108)
    var training = LayerMistakes("dropout", Dropout<Double>(rate: 0.4), at: input)
    training.add(
      "mask not divided by 1 − p", .scale(times: "1 − p", 0.6), in: "input", dilutable: false
    ) { pass in
      pass.input(pass.output.combined(with: pass.gradient) { y, g in y == 0 ? 0 : g })
    }
    training.addRemembering(
      "another mask drawn in every backward pass", .state("new mask each call"), in: "input"
    ) {
      let calls = Memory(0)
      return { pass in
        let call = calls.exchange(0) + 1
        _ = calls.exchange(call)
        return pass.backward(in: ForwardContext(.training, key: pass.context.key.derived(call)))
      }
    }
    var inference = LayerMistakes(
      "dropout in inference", Dropout<Double>(rate: 0.4), at: input, mode: .inference)
    inference.add(
      "backward drops although inference does not", .state("training mode"), in: "input",
      dilutable: false
    ) { pass in pass.backward(in: ForwardContext(.training, key: pass.context.key)) }
    return training.specimens + inference.specimens
  }

  static var independentFlatten: [Specimen] {
    var flatten = LayerMistakes("flatten", Flatten<Double>(), at: .random([2, 3, 2, 4], seed: 109))
    flatten.add(
      "g read as rows, columns, channels instead of channels first",
      .layout("channels last"), in: "input", dilutable: false
    ) { pass in
      let images = pass.gradient.reshaped([2, 2, 4, 3])
      return pass.input(Tensor([2, 3, 2, 4]) { images[[$0[0], $0[2], $0[3], $0[1]]] })
    }
    return flatten.specimens
  }
}
