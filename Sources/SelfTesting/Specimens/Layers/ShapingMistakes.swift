import Layers
import Tensors

extension Specimen {
  /// Mistakes in the order of elements.
  static var flatten: [Specimen] {
    let shape: Shape = [3, 2, 3, 4]
    var mistakes = LayerMistakes("flatten", Flatten<Double>(), at: .random(shape, seed: 1))
    mistakes.add("channels last", .layout("axes exchanged"), in: "input") { pass in
      pass.input(
        Tensor(shape) { pass.gradient[[$0[0], ($0[2] * 4 + $0[3]) * 2 + $0[1]]] })
    }
    mistakes.add(
      "columns before rows", .layout("axes exchanged"), in: "input", seen: "torch-xpu-ops#4380"
    ) { pass in
      pass.input(
        Tensor(shape) { pass.gradient[[$0[0], $0[1] * 12 + $0[3] * 3 + $0[2]]] })
    }
    mistakes.add("features before samples", .layout("axes exchanged"), in: "input") { pass in
      let features = (0..<72).map { pass.gradient[[$0 % 3, $0 / 3]] }
      return pass.input(Tensor(shape, features))
    }
    mistakes.add("the last sample left out", .place("input, 2 along axis 0"), in: "input") { pass in
      pass.input(Tensor(shape) { $0[0] == 2 ? 0 : pass.right.input[$0] })
    }
    return mistakes.specimens
  }

  /// Mistakes in the chain rule: linear, tanh, linear.
  static var stack: [Specimen] {
    let layer = Stack<Double>([
      .init("first", Linear(weight: .random([4, 3], seed: 2), bias: .random([4], seed: 3))),
      .init("tanh", Tanh()),
      .init("second", Linear(weight: .random([4, 4], seed: 4), bias: .random([4], seed: 5))),
    ])
    var mistakes = LayerMistakes("stack", layer, at: .random([5, 3], seed: 1))
    mistakes.add(
      "only the last parameter has a gradient", .zero("first.weight, first.bias, second.weight"),
      in: "first.weight",
      "first.bias", "second.weight", seen: "swift-apis#394"
    ) { pass in
      var gradients = pass.right
      for slot in 0..<3 {
        gradients.parameters[slot: slot] = gradients.parameters[slot: slot].map { _ in 0 }
      }
      return gradients
    }
    mistakes.add(
      "biases of two layers exchanged", .layout("blocks exchanged"), in: "first.bias",
      "second.bias", seen: "learn_dl#53"
    ) { pass in
      var gradients = pass.right
      gradients.parameters[slot: 1] = pass.right.parameters[slot: 3]
      gradients.parameters[slot: 3] = pass.right.parameters[slot: 1]
      return gradients
    }
    mistakes.add(
      "the activation skipped on the way back", .missing("tanh'"), in: "input", "first.weight",
      "first.bias"
    ) { pass in
      var linear = pass.layer
      linear.members[1] = .init("tanh", Flatten())
      var gradients = pass.backward(of: linear)
      gradients.parameters[slot: 2] = pass.right.parameters[slot: 2]
      return gradients
    }
    mistakes.add(
      "no gradient beyond the activation", .zero("input, first.weight, first.bias"), in: "input",
      "first.weight",
      "first.bias", seen: "tensorflow#1847"
    ) { pass in
      var gradients = pass.right
      gradients.input = gradients.input.map { _ in 0 }
      for slot in 0..<2 {
        gradients.parameters[slot: slot] = gradients.parameters[slot: slot].map { _ in 0 }
      }
      return gradients
    }
    mistakes.add(
      "the gradient from above added again on the way", .missing("branch too many"), in: "input",
      seen: "TrenTorch#182"
    ) { pass in
      pass.input(
        Tensor([5, 3]) { pass.right.input[$0] + pass.gradient[[$0[0], $0[1]]] })
    }
    return mistakes.specimens
  }
}
