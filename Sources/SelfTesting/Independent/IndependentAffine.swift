import Layers
import Tensors

extension Specimen {
  static var independentLinear: [Specimen] {
    let layer = Linear<Double>(weight: .random([5, 3], seed: 41), bias: .random([5], seed: 42))
    var linear = LayerMistakes("linear", layer, at: .random([7, 3], seed: 43))
    linear.add(
      "dW and db both averaged over the batch", .scale(dividedBy: "N", 7), in: "weight", "bias",
      dilutable: false
    ) { pass in
      var gradients = pass.right
      gradients.parameters.weight = gradients.parameters.weight.map { $0 / 7 }
      gradients.parameters.bias = gradients.parameters.bias?.map { $0 / 7 }
      return gradients
    }
    linear.add(
      "weight updated by gradient descent before dX is computed with it",
      .state("weight after its update"), in: "input", dilutable: false
    ) { pass in
      var moved = pass.layer
      moved.parameters.weight = pass.layer.parameters.weight.combined(
        with: pass.right.parameters.weight
      ) { $0 - 0.1 * $1 }
      return pass.input(pass.backward(of: moved).input)
    }
    linear.add(
      "X reshaped to its transpose's shape instead of transposed for dW",
      .layout("reshaped instead of transposed"), in: "weight", dilutable: false
    ) { pass in
      pass.parameter(\.weight, pass.input.reshaped([3, 7]).times(pass.gradient).turned)
    }
    linear.add(
      "loop over the samples stops one early in dX", .place("last sample"), in: "input",
      dilutable: false
    ) { pass in
      var dx = Tensor<Double>([7, 3])
      for n in 0..<6 {
        for i in 0..<3 {
          for o in 0..<5 {
            dx.accumulate(
              pass.gradient[[n, o]] * pass.layer.parameters.weight[[o, i]], at: [n, i])
          }
        }
      }
      return pass.input(dx)
    }
    return linear.specimens
  }

  static var independentConvolution: [Specimen] {
    independentStridedConvolution + independentDilatedConvolution + independentSquareConvolution
  }

  private static var independentStridedConvolution: [Specimen] {
    let layer = Conv2D<Double>(
      weight: .random([4, 3, 3, 2], seed: 51), bias: .random([4], seed: 52),
      stride: Extent(2, 1), padding: 1)
    let loops = ConvolutionLoops(stride: Extent(2, 1), padding: 1)
    var convolution = LayerMistakes("conv2d", layer, at: .random([2, 3, 7, 5], seed: 53))
    convolution.add(
      "dx scattered as if the stride were 1", .missing("stride"), in: "input", dilutable: false
    ) { pass in
      var unstrided = loops
      unstrided.stride = 1
      return pass.input(unstrided.inputGradient(pass))
    }
    convolution.add(
      "dx of the padded image cut from its corner instead of its middle",
      .place("shifted by the padding"), in: "input", dilutable: false
    ) { pass in
      var dx = Tensor<Double>([2, 3, 7, 5])
      let w = pass.layer.parameters.weight
      for out in 0..<pass.output.count {
        let at = pass.output.shape.index(ofOffset: out)
        for tap in 0..<18 {
          let (c, i, j) = (tap / 6, tap % 6 / 2, tap % 2)
          let (row, column) = (at[2] * 2 + i, at[3] + j)
          guard row < 7, column < 5 else { continue }
          dx.accumulate(pass.gradient[at] * w[[at[1], c, i, j]], at: [at[0], c, row, column])
        }
      }
      return pass.input(dx)
    }
    convolution.add(
      "dw's loop over output columns ends at the number of output rows",
      .place("output columns 4 and 5 left out"), in: "weight", dilutable: false
    ) { pass in
      pass.parameter(\.weight, loops.weightGradient(pass) { $0[3] < pass.output.shape[2] })
    }
    convolution.add(
      "db keeps the last sample's sum only", .place("sample 1 only"), in: "bias",
      dilutable: false
    ) { pass in
      var db = Tensor<Double>([4])
      for n in 0..<2 {
        for o in 0..<4 {
          db[o] = sum(0..<4) { r in sum(0..<6) { pass.gradient[[n, o, r, $0]] } }
        }
      }
      return pass.parameter(\.bias!, db)
    }
    return convolution.specimens
  }

  private static var independentDilatedConvolution: [Specimen] {
    let layer = Conv2D<Double>(
      weight: .random([3, 2, 2, 3], seed: 54), bias: .random([3], seed: 55), dilation: 2)
    var convolution = LayerMistakes("conv2d", layer, at: .random([3, 2, 6, 7], seed: 56))
    convolution.add(
      "dw reads the image without the dilation", .missing("dilation"), in: "weight",
      dilutable: false
    ) { pass in pass.parameter(\.weight, ConvolutionLoops().weightGradient(pass)) }
    return convolution.specimens
  }

  private static var independentSquareConvolution: [Specimen] {
    let layer = Conv2D<Double>(
      weight: .random([3, 3, 3, 3], seed: 57), bias: .random([3], seed: 58), padding: 1)
    var convolution = LayerMistakes("conv2d", layer, at: .random([2, 3, 5, 5], seed: 59))
    convolution.add(
      "dx with the kernel turned by 180°", .layout("kernel flipped"), in: "input",
      dilutable: false
    ) { pass in
      var turned = pass.layer
      let w = pass.layer.parameters.weight
      turned.parameters.weight = Tensor([3, 3, 3, 3]) { w[[$0[0], $0[1], 2 - $0[2], 2 - $0[3]]] }
      return pass.input(pass.backward(of: turned).input)
    }
    convolution.add(
      "dx with input and output channels of w exchanged", .layout("channel axes swapped"),
      in: "input", dilutable: false
    ) { pass in
      var turned = pass.layer
      let w = pass.layer.parameters.weight
      turned.parameters.weight = Tensor([3, 3, 3, 3]) { w[[$0[1], $0[0], $0[2], $0[3]]] }
      return pass.input(pass.backward(of: turned).input)
    }
    return convolution.specimens
  }
}
