import Layers
import Tensors
import Testing

extension LayerCase {
  /// The layer that the case describes.
  func layer<Scalar: TensorScalar>(of scalar: Scalar.Type) throws -> any Layer<Scalar> {
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

/// The running statistics of a layer, under the names that the golden values use.
func runningStatistics<Scalar: TensorScalar>(
  of layer: any Layer<Scalar>
) -> [String: Tensor<Scalar>] {
  if let norm = layer as? BatchNorm<Scalar> {
    return ["running_mean": norm.runningMean, "running_var": norm.runningVariance]
  }
  var statistics: [String: Tensor<Scalar>] = [:]
  for member in (layer as? Stack<Scalar>)?.members ?? [] {
    for (name, tensor) in runningStatistics(of: member.layer.base) {
      statistics["\(member.name).\(name)"] = tensor
    }
  }
  return statistics
}
