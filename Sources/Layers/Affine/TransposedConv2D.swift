import GSL
import Tensors

/// The transpose of a convolution: every pixel of x is spread over a window of y, weighted by the kernel.
///
///     forward    y = Aᵀ·x + b        A is the ``GroupedConv2D`` from images of y's size to those of x's
///     backward   dx = A·g        dw = that of ⟨A·g, x⟩        db_o = Σ g[n,o,·,·]
///
/// Shapes: x [N, C, H, W], w [C, O/G, kh, kw], b [O] unless it is left out, y [N, O, OH, OW] with
///
///     OH = (H − 1)·stride − 2·padding + dilation·(kh − 1) + outputPadding + 1,        OW likewise
///
/// since several sizes of y have the same size of x; the output padding, less than the stride or the dilation, says
/// which. As in PyTorch. Throws where the channels differ or where nothing would be left of y.
///
/// Source: Zeiler et al.: "Deconvolutional networks", CVPR 2010; Dumoulin, Visin: "A guide to convolution arithmetic for
/// deep learning", 2016.
public struct TransposedConv2D<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    let input: Tensor<Scalar>
    let convolution: GroupedConv2D<Scalar>
    let outputShape: Shape
    let hasBias: Bool
  }

  /// G.
  public let groups: Int
  public let geometry: WindowGeometry
  public let outputPadding: Extent
  public var parameters: AffineParameters<Scalar>

  /// A layer with the given weight [C, O/G, kh, kw] and bias [O], or without bias.
  public init(
    groups: Int = 1, weight: Tensor<Scalar>, bias: Tensor<Scalar>?, stride: Extent = 1,
    padding: Extent = 0, outputPadding: Extent = 0, dilation: Extent = 1
  ) {
    precondition(weight.shape.rank == 4, "w [C, O/G, kh, kw]")
    precondition(
      groups > 0 && weight.shape[0] % groups == 0, "\(groups) groups of \(weight.shape[0])")
    precondition(
      (bias?.shape ?? [groups * weight.shape[1]]) == [groups * weight.shape[1]], "b [O]")
    precondition(
      outputPadding.rows < max(stride.rows, dilation.rows)
        && outputPadding.columns < max(stride.columns, dilation.columns),
      "the output padding is less than the stride or the dilation")
    self.groups = groups
    geometry = WindowGeometry(
      kernel: Extent(weight.shape[2], weight.shape[3]), stride: stride, padding: padding,
      dilation: dilation)
    self.outputPadding = outputPadding
    parameters = AffineParameters(weight: weight, bias: bias)
  }

  /// A layer with random weights and zero biases, or none.
  public init(
    groups: Int = 1, _ inputChannels: Int, _ outputChannels: Int, kernel: Extent,
    stride: Extent = 1, padding: Extent = 0, outputPadding: Extent = 0, dilation: Extent = 1,
    bias hasBias: Bool = true, initializer: Initializer = .he, from generator: RandomGenerator
  ) {
    precondition(groups > 0 && outputChannels % groups == 0, "\(groups) of \(outputChannels)")
    self.init(
      groups: groups,
      weight: initializer.tensor(
        [inputChannels, outputChannels / groups, kernel.rows, kernel.columns],
        fanIn: inputChannels / groups * kernel.area,
        fanOut: outputChannels / groups * kernel.area, from: generator),
      bias: hasBias ? Tensor([outputChannels]) : nil, stride: stride, padding: padding,
      outputPadding: outputPadding, dilation: dilation)
  }

  private var inputChannels: Int { parameters.weight.shape[0] }
  private var outputChannels: Int { groups * parameters.weight.shape[1] }

  public var description: String {
    "TransposedConv2D(\(inputChannels) → \(outputChannels)\(groups > 1 ? " in \(groups)" : ""), "
      + "\(geometry)\(outputPadding == 0 ? "" : ", output padding \(outputPadding)"))"
  }

  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let shape = input.shape
    guard shape.rank == 4, shape[1] == inputChannels, shape[2] > 0, shape[3] > 0 else {
      throw InputError("\(self)", expects: "input [N, \(inputChannels), H, W]", got: "\(shape)")
    }
    let (k, s, p, d) = (geometry.kernel, geometry.stride, geometry.padding, geometry.dilation)
    let rows =
      (shape[2] - 1) * s.rows - 2 * p.rows + d.rows * (k.rows - 1) + outputPadding.rows + 1
    let columns =
      (shape[3] - 1) * s.columns - 2 * p.columns + d.columns * (k.columns - 1)
      + outputPadding.columns + 1
    guard rows > 0, columns > 0 else {
      throw InputError(
        "\(self)", expects: "images of which its padding leaves something", got: "\(shape)")
    }
    let convolution = GroupedConv2D(
      groups: groups, weight: parameters.weight, bias: nil, stride: s, padding: p, dilation: d)
    // The map is linear, so that its transpose is its pullback anywhere.
    let outputShape: Shape = [shape[0], outputChannels, rows, columns]
    let (_, cache) = try convolution.forward(Tensor(outputShape), in: context)
    var output = convolution.backward(input, cache: cache).input
    if let bias = parameters.bias { output = output.adding(bias) }
    return (
      output,
      Cache(
        input: input, convolution: convolution, outputShape: outputShape,
        hasBias: parameters.bias != nil)
    )
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, AffineParameters<Scalar>> {
    outputGradient.shape.requireOutput(cache.outputShape)
    guard
      let (input, own) = try? cache.convolution.forward(
        outputGradient, in: ForwardContext(.training))
    else { preconditionFailure("\(self) took what it cannot give back") }
    let weight = cache.convolution.backward(cache.input, cache: own).parameters.weight
    let bias =
      cache.hasBias ? Tensor([cache.outputShape[1]], outputGradient.channelSums()) : nil
    return Gradients(input: input, parameters: AffineParameters(weight: weight, bias: bias))
  }
}

extension Tensor {
  /// [N, C, …] with a number added to each channel.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  fileprivate func adding(_ bias: Tensor) -> Tensor {
    let (channels, length) = (shape[1], shape.stride(of: 1))
    return Tensor(shape) { y in
      withElements { x in
        for i in 0..<x.count { y[i] = x[i] + bias[i / length % channels] }
      }
    }
  }
}
