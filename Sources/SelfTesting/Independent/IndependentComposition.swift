import Layers
import Tensors

extension Specimen {
  static var independentStack: [Specimen] {
    let layer = Stack<Double>([
      .init("fc1", Linear(weight: .random([5, 3], seed: 111), bias: .random([5], seed: 112))),
      .init("tanh", Tanh()),
      .init("fc2", Linear(weight: .random([2, 5], seed: 113), bias: .random([2], seed: 114))),
    ])
    var stack = LayerMistakes("stack", layer, at: .random([6, 3], seed: 115))
    stack.add(
      "slope of the tanh between the layers left out", .missing("tanh'"),
      in: "input", "fc1.weight", "fc1.bias", dilutable: false
    ) { pass in
      let (first, second) = (pass.layer.parameters[slot: 0], pass.layer.parameters[slot: 2])
      let hidden = pass.gradient.times(second)
      var gradients = pass.right
      gradients.input = hidden.times(first)
      gradients.parameters[slot: 0] = hidden.turned.times(pass.input)
      gradients.parameters[slot: 1] = hidden.columnSums
      return gradients
    }
    stack.add(
      "second layer's dW from what went into the tanh instead of what came out",
      .missing("tanh of the second layer's input"), in: "fc2.weight", dilutable: false
    ) { pass in
      let (weight, bias) = (pass.layer.parameters[slot: 0], pass.layer.parameters[slot: 1])
      let product = pass.input.times(weight.turned)
      let hidden = Tensor<Double>([6, 5]) { product[$0] + bias[$0[1]] }
      var gradients = pass.right
      gradients.parameters[slot: 2] = pass.gradient.turned.times(hidden)
      return gradients
    }
    return stack.specimens
  }

  static var independentResidual: [Specimen] {
    let convolution = Conv2D<Double>(
      weight: .random([2, 2, 3, 3], seed: 121), bias: .random([2], seed: 122), padding: 1)
    let identity = Residual<Double>(
      body: Stack([.init("conv", convolution), .init("sigmoid", Sigmoid())]))
    var plain = LayerMistakes("residual", identity, at: .random([2, 2, 4, 3], seed: 123))
    plain.add(
      "dx of the body only, the shortcut's not added", .missing("shortcut"), in: "input",
      dilutable: false
    ) { pass in
      let context = pass.context.forLayer(at: 0)
      guard let cache = try? pass.layer.body.forward(pass.input, in: context).cache else {
        return pass.right
      }
      return pass.input(pass.layer.body.backward(pass.gradient, cache: cache).input)
    }
    let projected = Residual<Double>(
      body: Stack([
        .init("fc", Linear(weight: .random([4, 3], seed: 124), bias: .random([4], seed: 125))),
        .init("tanh", Tanh()),
      ]),
      shortcut: Stack([
        .init("proj", Linear(weight: .random([4, 3], seed: 126), bias: .random([4], seed: 127)))
      ]))
    var split = LayerMistakes("residual", projected, at: .random([5, 3], seed: 128))
    split.add(
      "g shared out between the branches, half to each", .scale(dividedBy: "branches", 2),
      in: "input", "body.fc.weight", "body.fc.bias", "shortcut.proj.weight",
      "shortcut.proj.bias", dilutable: false
    ) { pass in pass.backward(pass.gradient.map { $0 / 2 }) }
    return plain.specimens + split.specimens
  }
}
