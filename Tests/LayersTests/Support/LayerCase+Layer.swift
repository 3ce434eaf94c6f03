import Layers
import Tensors
import Testing

extension LayerCase {
  /// The layer that the case describes.
  func layer<Scalar: TensorScalar>(of scalar: Scalar.Type) throws -> AnyLayer<Scalar> {
    func erased(_ layer: some Layer<Scalar>) -> AnyLayer<Scalar> { AnyLayer(layer) }
    return erased(try base(of: scalar))
  }

  private func base<Scalar: TensorScalar>(of scalar: Scalar.Type) throws -> any Layer<Scalar> {
    switch layer {
    case .linear: return try linear(of: scalar)
    case .conv2d: return try conv2D(of: scalar)
    case .maxpool2d:
      return MaxPool2D<Scalar>(
        kernel: try extent(configuration.kernel), stride: try extent(configuration.stride),
        padding: try extent(configuration.padding))
    case .avgpool2d:
      return AveragePool2D<Scalar>(
        kernel: try extent(configuration.kernel), stride: try extent(configuration.stride),
        padding: try extent(configuration.padding),
        countsPadding: try #require(configuration.countsPadding as Bool?))
    case .batchnorm: return try batchNorm(of: scalar)
    case .relu: return ReLU<Scalar>()
    case .leaky_relu: return LeakyReLU<Scalar>(slope: try number(configuration.slope))
    case .elu: return ELU<Scalar>(alpha: try number(configuration.alpha))
    case .sigmoid: return Sigmoid<Scalar>()
    case .tanh: return Tanh<Scalar>()
    case .softmax: return Softmax<Scalar>(axis: try #require(configuration.axis))
    case .stack:
      return Stack<Scalar>([
        .init("conv", try conv2D(of: scalar, prefix: "conv.")),
        .init("norm", try batchNorm(of: scalar, prefix: "norm.")),
        .init("relu", ReLU()),
        .init("pool", MaxPool2D(kernel: try extent(configuration.kernel))),
        .init("flatten", Flatten()),
        .init("linear", try linear(of: scalar, prefix: "linear.")),
      ])
    case .residual: return try residual(of: scalar)
    case .lstm:
      return LSTM<Scalar>(
        inputWeight: try parameter("weight_ih"), recurrentWeight: try parameter("weight_hh"),
        inputBias: try parameter("bias_ih"), recurrentBias: try parameter("bias_hh"))
    }
  }

  private func linear<Scalar: TensorScalar>(
    of: Scalar.Type, prefix: String = ""
  ) throws -> Linear<Scalar> {
    Linear(weight: try parameter(prefix + "weight"), bias: try parameter(prefix + "bias"))
  }

  private func conv2D<Scalar: TensorScalar>(
    of: Scalar.Type, prefix: String = ""
  ) throws -> Conv2D<Scalar> {
    Conv2D(
      weight: try parameter(prefix + "weight"), bias: try parameter(prefix + "bias"),
      stride: try extent(configuration.stride), padding: try extent(configuration.padding),
      dilation: try extent(configuration.dilation))
  }

  private func batchNorm<Scalar: TensorScalar>(
    of: Scalar.Type, prefix: String = ""
  ) throws -> BatchNorm<Scalar> {
    let mean = try #require(state?[prefix + "running_mean"])
    let variance = try #require(state?[prefix + "running_var"])
    return BatchNorm(
      gamma: try parameter(prefix + "gamma"), beta: try parameter(prefix + "beta"),
      runningMean: mean.tensor(), runningVariance: variance.tensor(),
      epsilon: try number(configuration.epsilon), momentum: try number(configuration.momentum))
  }

  private func residual<Scalar: TensorScalar>(of scalar: Scalar.Type) throws -> Residual<Scalar> {
    func convolution(_ name: String, stride: Extent, padding: Extent) throws -> Conv2D<Scalar> {
      Conv2D(
        weight: try parameter(name + ".weight"), bias: try parameter(name + ".bias"),
        stride: stride, padding: padding)
    }
    let stride = try extent(configuration.stride)
    let body = Stack<Scalar>([
      .init("conv1", try convolution("body.conv1", stride: stride, padding: 1)),
      .init("norm1", try batchNorm(of: scalar, prefix: "body.norm1.")),
      .init("relu", ReLU()),
      .init("conv2", try convolution("body.conv2", stride: 1, padding: 1)),
      .init("norm2", try batchNorm(of: scalar, prefix: "body.norm2.")),
    ])
    guard parameters.keys.contains("shortcut.conv.weight") else { return Residual(body: body) }
    return Residual(
      body: body,
      shortcut: Stack([
        .init("conv", try convolution("shortcut.conv", stride: stride, padding: 0)),
        .init("norm", try batchNorm(of: scalar, prefix: "shortcut.norm.")),
      ]))
  }

  private func parameter<Scalar: TensorScalar>(_ name: String) throws -> Tensor<Scalar> {
    try #require(parameters[name]).tensor()
  }

  private func number<Scalar: TensorScalar>(_ number: Double?) throws -> Scalar {
    Scalar(try #require(number))
  }

  private func extent(_ pair: [Int]?) throws -> Extent {
    let pair = try #require(pair)
    return Extent(pair[0], pair[1])
  }
}

extension TensorGroup {
  /// Every tensor under its name.
  var byName: [String: Tensor<Scalar>] {
    Dictionary(uniqueKeysWithValues: zip(slots.map(\.name), tensors))
  }
}
