import GSL
import Tensors

/// The two-dimensional convolution of groups of channels, each by itself; with a group a channel it is depthwise.
///
///     y = [conv₁(x₁); …; conv_G(x_G)]        x = [x₁; …; x_G] along the channels, ``Conv2D`` of each
///
/// Shapes: x [N, C, H, W], w [O, C/G, kh, kw], b [O] unless it is left out, y [N, O, OH, OW]; G divides C and O. As in
/// PyTorch. Throws where the channels differ or where not one window fits.
///
/// Sources: Krizhevsky, Sutskever, Hinton, NIPS 2012; depthwise: Chollet: "Xception", CVPR 2017.
public struct GroupedConv2D<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    let parts: [(layer: Conv2D<Scalar>, cache: Conv2D<Scalar>.Cache)]
    let outputShape: Shape
  }

  /// G.
  public let groups: Int
  public let geometry: WindowGeometry
  public var parameters: AffineParameters<Scalar>

  /// A convolution with the given weight [O, C/G, kh, kw] and bias [O], or without bias.
  public init(
    groups: Int, weight: Tensor<Scalar>, bias: Tensor<Scalar>?, stride: Extent = 1,
    padding: Extent = 0, dilation: Extent = 1
  ) {
    precondition(
      weight.shape.rank == 4 && (bias?.shape ?? [weight.shape[0]]) == [weight.shape[0]],
      "w [O, C/G, kh, kw], b [O]")
    precondition(
      groups > 0 && weight.shape[0] % groups == 0, "\(groups) groups of \(weight.shape[0])")
    self.groups = groups
    geometry = WindowGeometry(
      kernel: Extent(weight.shape[2], weight.shape[3]), stride: stride, padding: padding,
      dilation: dilation)
    parameters = AffineParameters(weight: weight, bias: bias)
  }

  /// A convolution with random weights and zero biases, or none.
  public init(
    groups: Int, _ inputChannels: Int, _ outputChannels: Int, kernel: Extent, stride: Extent = 1,
    padding: Extent = 0, dilation: Extent = 1, bias hasBias: Bool = true,
    initializer: Initializer = .he, from generator: RandomGenerator
  ) {
    precondition(
      groups > 0 && inputChannels % groups == 0, "\(groups) groups of \(inputChannels)")
    let own = inputChannels / groups
    self.init(
      groups: groups,
      weight: initializer.tensor(
        [outputChannels, own, kernel.rows, kernel.columns], fanIn: own * kernel.area,
        fanOut: outputChannels / groups * kernel.area, from: generator),
      bias: hasBias ? Tensor([outputChannels]) : nil, stride: stride, padding: padding,
      dilation: dilation)
  }

  private var inputChannels: Int { groups * parameters.weight.shape[1] }
  private var outputChannels: Int { parameters.weight.shape[0] }

  public var description: String {
    "GroupedConv2D(\(inputChannels) → \(outputChannels) in \(groups), \(geometry))"
  }

  /// The convolution of each group.
  private func layers() -> [Conv2D<Scalar>] {
    let own = outputChannels / groups
    return (0..<groups).map { group in
      let range = group * own..<(group + 1) * own
      return Conv2D(
        weight: parameters.weight.slice(range, along: 0),
        bias: parameters.bias?.slice(range, along: 0), stride: geometry.stride,
        padding: geometry.padding, dilation: geometry.dilation)
    }
  }

  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    _ = try geometry.grid(over: input, channels: inputChannels, for: self)
    let own = inputChannels / groups
    var outputs: [Tensor<Scalar>] = []
    var parts: [(Conv2D<Scalar>, Conv2D<Scalar>.Cache)] = []
    for (group, layer) in layers().enumerated() {
      let part = input.slice(group * own..<(group + 1) * own, along: 1)
      let (output, cache) = try layer.forward(part, in: context)
      outputs.append(output)
      parts.append((layer, cache))
    }
    let output = Tensor(concatenating: outputs, along: 1)
    return (output, Cache(parts: parts, outputShape: output.shape))
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, AffineParameters<Scalar>> {
    outputGradient.shape.requireOutput(cache.outputShape)
    let own = outputGradient.shape[1] / cache.parts.count
    let gradients = cache.parts.enumerated().map { group, part in
      part.layer.backward(
        outputGradient.slice(group * own..<(group + 1) * own, along: 1), cache: part.cache)
    }
    let biases = gradients.compactMap { $0.parameters.bias }
    return Gradients(
      input: Tensor(concatenating: gradients.map { $0.input }, along: 1),
      parameters: AffineParameters(
        weight: Tensor(concatenating: gradients.map { $0.parameters.weight }, along: 0),
        bias: biases.isEmpty ? nil : Tensor(concatenating: biases, along: 0)))
  }
}
