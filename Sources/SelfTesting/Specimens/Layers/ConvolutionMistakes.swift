import Layers
import Tensors

extension Specimen {
  /// Mistakes in a convolution of stride 2×1 with padding, of two images [3, 7, 5] to [2, 4, 5].
  static var convolution: [Specimen] {
    let layer = Conv2D<Double>(
      weight: .random([2, 3, 3, 3], seed: 4), bias: .random([2], seed: 5), stride: Extent(2, 1),
      padding: 1)
    let shape: Shape = [2, 3, 7, 5]
    let terms = ConvolutionTerms(layer, over: shape)
    var mistakes = LayerMistakes("conv2d", layer, at: .random(shape, seed: 1))
    mistakes.add(
      "dw divided by batch and area", .scale(dividedBy: "N·H·W", 40), in: "weight",
      seen: "cTensor#3"
    ) { pass in pass.each(\.weight) { $0 / 40 }
    }
    mistakes.add("db as a mean over the windows", .scale(dividedBy: "H·W", 20), in: "bias") {
      pass in
      pass.each(\.bias!) { $0 / 20 }
    }
    mistakes.add("dx divided by the samples", .scale(0.5), in: "input") { pass in
      pass.eachInput { $0 / 2 }
    }
    mistakes.add("db of one window only", .place("window 0 only"), in: "bias") { pass in
      pass.parameter(\.bias!, Tensor([2]) { pass.gradient[[0, $0[0], 0, 0]] })
    }
    mistakes.add("dw of one sample only", .place("sample 0 only"), in: "weight", seen: "neon#111") {
      pass in
      pass.parameter(
        \.weight, terms.weightGradient(pass.gradient, pass.input) { $0.sample == 0 })
    }
    mistakes.add(
      "dx of one output channel only", .place("output 0 only"), in: "input", seen: "neon#111"
    ) { pass in
      pass.input(
        terms.inputGradient(pass.gradient, pass.layer.parameters.weight) { $0.output == 0 })
    }
    mistakes.add(
      "overlapping windows overwrite each other in dx", .place("overlaps"), in: "input",
      seen: "NNlib#205", "mxnet#18499"
    ) { pass in
      pass.input(terms.overwrittenInputGradient(pass.gradient, pass.layer.parameters.weight))
    }
    mistakes.add(
      "dx leaves the last row of windows out", .place("window row 3 left out"), in: "input",
      seen: "FlagGems#5218"
    ) { pass in
      pass.input(
        terms.inputGradient(pass.gradient, pass.layer.parameters.weight) { $0.window.row < 3 })
    }
    mistakes.add("dx is zero at the border", .place("border"), in: "input") { pass in
      pass.input(
        Tensor(shape) { at in
          at[2] % 6 == 0 || at[3] % 4 == 0 ? 0 : pass.right.input[at]
        })
    }
    mistakes.add("dw leaves out windows on the padding", .place("border left out"), in: "weight") {
      pass in
      pass.parameter(
        \.weight,
        terms.weightGradient(pass.gradient, pass.input) { 1..<3 ~= $0.window.row })
    }
    mistakes.add("dx shifted by the padding", .layout("shifted by 1×1"), in: "input") { pass in
      pass.input(
        Tensor(shape) { at in
          at[2] < 6 && at[3] < 4 ? pass.right.input[[at[0], at[1], at[2] + 1, at[3] + 1]] : 0
        })
    }
    mistakes.add("kernels flipped in dx", .layout("flipped"), in: "input") { pass in
      let w = pass.layer.parameters.weight
      let flipped = Tensor<Double>(w.shape) { w[[$0[0], $0[1], 2 - $0[2], 2 - $0[3]]] }
      return pass.input(terms.inputGradient(pass.gradient, flipped))
    }
    mistakes.add("dw flipped in space", .layout("flipped"), in: "weight") { pass in
      let dw = pass.right.parameters.weight
      return pass.parameter(
        \.weight, Tensor(dw.shape) { dw[[$0[0], $0[1], 2 - $0[2], 2 - $0[3]]] })
    }
    mistakes.add(
      "dw has rows for columns", .layout("axes exchanged"), in: "weight", seen: "torch-xpu-ops#4380"
    ) { pass in
      let dw = pass.right.parameters.weight
      return pass.parameter(\.weight, Tensor(dw.shape) { dw[[$0[0], $0[1], $0[3], $0[2]]] })
    }
    mistakes.add("channels of dx in another order", .layout("channels permuted"), in: "input") {
      pass in
      pass.input(
        Tensor(shape) { pass.right.input[[$0[0], ($0[1] + 1) % 3, $0[2], $0[3]]] })
    }
    mistakes.add(
      "db of the other channel", .layout("outputs permuted"), in: "bias", seen: "learn_dl#53"
    ) { pass in
      pass.parameter(\.bias!, Tensor([2]) { pass.right.parameters.bias![1 - $0[0]] })
    }
    mistakes.add("dx as if the gradient from above were ones", .upstream("ignored"), in: "input") {
      pass in
      pass.input(pass.backward(pass.gradient.map { _ in 1 }).input)
    }
    mistakes.addRemembering(
      "dw added to what was there", .state("accumulated"), in: "weight", seen: "mxnet#9497"
    ) {
      let sum = Memory(Tensor<Double>([2, 3, 3, 3]))
      return { pass in
        let total = sum.exchange(Tensor([2, 3, 3, 3])) + pass.right.parameters.weight
        _ = sum.exchange(total)
        return pass.parameter(\.weight, total)
      }
    }
    return mistakes.specimens + dilatedConvolution
  }

  /// Mistakes that need stride and dilation apart.
  private static var dilatedConvolution: [Specimen] {
    let layer = Conv2D<Double>(
      weight: .random([2, 2, 2, 2], seed: 4), bias: .random([2], seed: 5), stride: 2, padding: 1,
      dilation: Extent(1, 2))
    let shape: Shape = [2, 2, 6, 5]
    let right = ConvolutionTerms(layer, over: shape)
    var mistakes = LayerMistakes("conv2d", layer, at: .random(shape, seed: 1))
    mistakes.add(
      "dx without the dilation", .layout("other places"), in: "input", seen: "candle#2337"
    ) { pass in
      var dx = Tensor<Double>(shape)
      let w = pass.layer.parameters.weight
      for term in right.all {
        // One column to the left of where the second tap lies.
        let x = term.x - term.tap.column
        dx[max(0, x)] += pass.gradient[term.g] * w[term.w]
      }
      return pass.input(dx)
    }
    mistakes.add(
      "dx of the first window that reads a pixel", .place("overlaps"), in: "input",
      seen: "mlx#3800", "pytorch#63314"
    ) { pass in
      let w = pass.layer.parameters.weight
      var (dx, owner) = (Tensor<Double>(shape), [Int](repeating: -1, count: shape.count))
      for term in right.all {
        let window = term.window.row * 100 + term.window.column
        if owner[term.x] < 0 { owner[term.x] = window }
        if owner[term.x] == window { dx[term.x] += pass.gradient[term.g] * w[term.w] }
      }
      return pass.input(dx)
    }
    return mistakes.specimens
  }
}
