import GSL
import Tensors

/// A convolution that sees only the pixels before its own, row by row, so that images can be drawn pixel by pixel.
///
///     forward    y = conv(x, M ⊙ w) + b        ``Conv2D`` with the padding that keeps H and W
///     backward   dx and db are its own; dw = M ⊙ its own
///
/// M is 1 for the taps above the middle row and for those to the left in it; the middle itself counts except in the
/// first layer, which must not see the pixel that it is to predict. Masks are the same for all channels.
///
/// Shapes: x [N, C, H, W], w [O, C, kh, kw] of odd extents, b [O] unless it is left out, y [N, O, H, W].
///
/// Source: van den Oord, Kalchbrenner, Kavukcuoglu: "Pixel recurrent neural networks", ICML 2016, masks A and B.
public struct MaskedConv2D<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    let convolution: Conv2D<Scalar>
    let inner: Conv2D<Scalar>.Cache
  }

  /// Whether a pixel sees itself: mask B, not A.
  public let seesItself: Bool
  /// w as it is stored; what M takes away has no effect, and gradient 0.
  public var parameters: AffineParameters<Scalar>

  /// A layer with the given weight [O, C, kh, kw] and bias [O], or without bias.
  public init(seesItself: Bool, weight: Tensor<Scalar>, bias: Tensor<Scalar>?) {
    precondition(
      weight.shape.rank == 4 && weight.shape[2] % 2 == 1 && weight.shape[3] % 2 == 1,
      "w [O, C, kh, kw] of odd kh, kw")
    self.seesItself = seesItself
    parameters = AffineParameters(weight: weight, bias: bias)
  }

  /// A layer with random weights and zero biases, or none.
  public init(
    seesItself: Bool, _ inputChannels: Int, _ outputChannels: Int, kernel: Extent,
    bias hasBias: Bool = true, initializer: Initializer = .he, from generator: RandomGenerator
  ) {
    // About half of the taps count.
    let taps = max(1, kernel.area / 2 + (seesItself ? 1 : 0))
    self.init(
      seesItself: seesItself,
      weight: initializer.tensor(
        [outputChannels, inputChannels, kernel.rows, kernel.columns],
        fanIn: inputChannels * taps, fanOut: outputChannels * taps, from: generator),
      bias: hasBias ? Tensor([outputChannels]) : nil)
  }

  public var description: String {
    let shape = parameters.weight.shape
    return
      "MaskedConv2D(\(shape[1]) → \(shape[0]), kernel \(Extent(shape[2], shape[3])), mask \(seesItself ? "B" : "A"))"
  }

  /// M ⊙ w.
  private func masked(_ weight: Tensor<Scalar>) -> Tensor<Scalar> {
    let area = weight.shape.stride(of: 1)
    let seen = area / 2 + (seesItself ? 1 : 0)
    var masked = weight
    for i in 0..<masked.count where i % area >= seen { masked[i] = 0 }
    return masked
  }

  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let shape = parameters.weight.shape
    guard input.shape.rank == 4, input.shape[1] == shape[1] else {
      throw InputError("\(self)", expects: "input [N, \(shape[1]), H, W]", got: "\(input.shape)")
    }
    let convolution = Conv2D(
      weight: masked(parameters.weight), bias: parameters.bias,
      padding: Extent(shape[2] / 2, shape[3] / 2))
    let (output, inner) = try convolution.forward(input, in: context)
    return (output, Cache(convolution: convolution, inner: inner))
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, AffineParameters<Scalar>> {
    var gradients = cache.convolution.backward(outputGradient, cache: cache.inner)
    gradients.parameters.weight = masked(gradients.parameters.weight)
    return gradients
  }
}
