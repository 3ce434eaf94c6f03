import Layers
import Tensors
import Testing

@Suite("Mistakes in affine layers")
struct AffineMistakeTests {
  private static let linear = Linear<Double>(
    weight: .random([4, 4], seed: 2), bias: .random([4], seed: 3))
  private static let conv = Conv2D<Double>(
    weight: .random([2, 3, 3, 3], seed: 4), bias: .random([2], seed: 5), stride: Extent(2, 1),
    padding: 1)
  private static let imageShape: Shape = [2, 3, 7, 5]
  private typealias ConvPass = Mistaken<Conv2D<Double>>.Pass

  /// The gradients that the right convolution gives for other inputs, weights and cotangents.
  private static func gradients(
    of layer: Conv2D<Double>, _ input: Tensor<Double>, _ gradient: Tensor<Double>
  ) -> Gradients<Tensor<Double>, Conv2D<Double>.Parameters>? {
    guard let (_, cache) = try? layer.forward(input, in: ForwardContext(.training)) else {
      return nil
    }
    return layer.backward(gradient, cache: cache)
  }

  /// The convolution with its kernels turned by half a turn.
  private static func flipped(_ layer: Conv2D<Double>) -> Conv2D<Double> {
    var flipped = layer
    let weight = layer.parameters.weight
    for i in 0..<weight.count { flipped.parameters.weight[i] = weight[i / 9 * 9 + 8 - i % 9] }
    return flipped
  }

  /// The tensor with all but the first sample zero.
  private static func firstSample(_ tensor: Tensor<Double>) -> Tensor<Double> {
    var first = tensor
    for i in tensor.shape.stride(of: 0)..<tensor.count { first[i] = 0 }
    return first
  }

  static let specimens = [
    Specimen("No gradient for the bias", in: "bias", of: linear, on: [5, 4]) {
      $0.replacing(\.bias!, by: Tensor([4]))
    },
    Specimen("dW transposed", in: "weight", of: linear, on: [5, 4]) { pass in
      let right = pass.right.parameters.weight
      return pass.replacing(
        \.weight, by: Tensor([4, 4], (0..<16).map { right[$0 % 4 * 4 + $0 / 4] }))
    },
    Specimen("dX with W transposed", in: "input", of: linear, on: [5, 4]) { pass in
      let g = MatrixView(pass.gradient, rows: 5, columns: 4)
      let w = MatrixView(pass.layer.parameters.weight, rows: 4, columns: 4)
      return pass.replacingInput(
        Tensor([5, 4]) { Tensor.multiply(g, w.transposed, into: $0) })
    },
    Specimen("dW as a mean over the samples", in: "weight", of: linear, on: [5, 4]) { pass in
      pass.replacing(\.weight, by: pass.right.parameters.weight.map { $0 / 5 })
    },
    Specimen("dw of one sample only", in: "weight", of: conv, on: imageShape) { pass in
      let first = gradients(of: pass.layer, pass.input, firstSample(pass.gradient))
      return pass.replacing(
        \.weight, by: first?.parameters.weight ?? pass.right.parameters.weight)
    },
    Specimen("Kernels flipped in dx", in: "input", of: conv, on: imageShape) { pass in
      let flipped = gradients(of: flipped(pass.layer), pass.input, pass.gradient)
      return pass.replacingInput(flipped?.input ?? pass.right.input)
    },
    Specimen("db of one window only", in: "bias", of: conv, on: imageShape) { pass in
      let area = pass.gradient.shape.stride(of: 1)
      return pass.replacing(
        \.bias!, by: Tensor([2], (0..<2).map { pass.gradient[$0 * area] }))
    },
    Specimen("dx shifted by the padding", in: "input", of: conv, on: imageShape) { pass in
      let right = pass.right.input
      return pass.replacingInput(
        Tensor(right.shape, Array(right.elements.dropFirst(6)) + right.elements.prefix(6)))
    },
    Specimen("dx at the border forgotten", in: "input", of: conv, on: imageShape) { pass in
      var dx = pass.right.input
      for i in 0..<dx.count where i % 5 == 0 { dx[i] = 0 }
      return pass.replacingInput(dx)
    },
  ]

  @Test("Each is found, in the right block", arguments: specimens)
  func found(specimen: Specimen) throws {
    try specimen.expectFound()
  }
}
