import GSL
import LayerChecking
import Layers
import Tensors

extension Draw {
  func layer(_ kind: CorrectKind) -> CheckSubject {
    switch kind {
    case .linear:
      let (inputs, outputs) = (extent(4), extent(4))
      return subject(
        Linear(
          weight: tensor([outputs, inputs], size: parameterSize),
          bias: tensor([outputs], size: size)),
        [extent(4), inputs])
    case .conv2d: return convolution()
    case .maxpool, .avgpool: return pool(kind)
    case .batchnorm: return batchNorm()
    case .relu: return subject(ReLU(), [extent(4), extent(5)])
    case .leakyReLU: return subject(LeakyReLU(slope: 0.2), [extent(4), extent(5)])
    case .elu: return subject(ELU(alpha: 0.7), [extent(4), extent(5)])
    case .sigmoid: return subject(Sigmoid(), [extent(4), extent(5)])
    case .tanh: return subject(Tanh(), [extent(4), extent(5)])
    case .softmax:
      return generator.sign() > 0
        ? subject(Softmax(), [extent(4), 1 + extent(4)])
        : subject(Softmax(axis: 1), [extent(2), 1 + extent(2), extent(3), extent(2)])
    case .dropout: return subject(Dropout(rate: 0.4), [extent(4), extent(5)])
    case .flatten: return subject(Flatten(), [extent(3), extent(2), extent(3), extent(2)])
    case .residual: return residual()
    case .lstm: return lstm()
    default: return stack()
    }
  }

  private func subject(
    _ layer: some Layer<Scalar>, _ shape: Shape, mode: ForwardContext.Mode = .training
  ) -> CheckSubject {
    CheckSubject(
      "\(layer) on \(shape), style \(style)",
      LayerMap(AnyLayer(layer), at: input(shape), in: ForwardContext(mode, key: key)))
  }

  private func convolution() -> CheckSubject {
    let kernel = Extent(extent(3), extent(3))
    let dilation = Extent(extent(2), extent(2))
    let (channels, outputs) = (extent(2), extent(2))
    let layer = Conv2D<Scalar>(
      weight: tensor([outputs, channels, kernel.rows, kernel.columns], size: parameterSize),
      bias: tensor([outputs], size: size), stride: Extent(extent(3), extent(2)),
      padding: Extent(extent(2) - 1, extent(3) - 1), dilation: dilation)
    // Large enough for one window.
    let rows = dilation.rows * (kernel.rows - 1) + extent(2)
    let columns = dilation.columns * (kernel.columns - 1) + extent(3)
    return subject(layer, [extent(2), channels, rows, columns])
  }

  private func pool(_ kind: CorrectKind) -> CheckSubject {
    let kernel = Extent(extent(3), extent(3))
    let stride = Extent(extent(3), extent(2))
    let padding = Extent(kernel.rows / 2, 0)
    let shape: Shape = [
      extent(2), extent(2), kernel.rows + extent(3), kernel.columns + extent(2),
    ]
    return kind == .maxpool
      ? subject(MaxPool2D(kernel: kernel, stride: stride, padding: padding), shape)
      : subject(
        AveragePool2D(
          kernel: kernel, stride: stride, padding: padding, countsPadding: generator.sign() > 0),
        shape)
  }

  private func batchNorm() -> CheckSubject {
    let channels = extent(3)
    let layer = BatchNorm<Scalar>(
      gamma: tensor([channels], size: parameterSize), beta: tensor([channels], size: size),
      runningMean: tensor([channels], size: size),
      runningVariance: Tensor([channels], repeating: Scalar(size * size)))
    let shape: Shape =
      generator.sign() > 0
      ? [1 + extent(4), channels] : [extent(3), channels, extent(3), 1 + extent(3)]
    return subject(layer, shape, mode: generator.sign() > 0 ? .training : .inference)
  }

  private func stack() -> CheckSubject {
    let hidden = 1 + extent(4)
    let inputs = extent(3)
    return subject(
      Stack<Scalar>([
        .init(
          "first",
          Linear(
            weight: tensor([hidden, inputs], size: parameterSize),
            bias: tensor([hidden], size: size))),
        .init("norm", BatchNorm(hidden)),
        .init("relu", ReLU()),
        .init(
          "second",
          Linear(weight: tensor([2, hidden], size: parameterSize), bias: tensor([2], size: 1))),
      ]), [2 + extent(3), inputs])
  }

  /// A block without normalization or with, past which the identity leads, or a projection.
  private func residual() -> CheckSubject {
    let (channels, stride) = (extent(2), Extent(extent(2), extent(2)))
    let isProjected = stride != 1 || generator.sign() > 0
    let outputs = isProjected ? extent(3) : channels
    func convolution(_ inputs: Int, kernel: Int, stride: Extent) -> Conv2D<Scalar> {
      Conv2D(
        weight: tensor([outputs, inputs, kernel, kernel], size: parameterSize),
        bias: tensor([outputs], size: size), stride: stride, padding: Extent(kernel / 2, kernel / 2)
      )
    }
    let norm: [Stack<Scalar>.Member] =
      generator.sign() > 0 ? [.init("norm", BatchNorm(outputs))] : []
    let body = Stack<Scalar>(
      [.init("conv1", convolution(channels, kernel: 3, stride: stride))] + norm + [
        .init("relu", ReLU()), .init("conv2", convolution(outputs, kernel: 3, stride: 1)),
      ])
    let projection = Stack<Scalar>(
      isProjected ? [.init("projection", convolution(channels, kernel: 1, stride: stride))] : [])
    return subject(
      Residual(body: body, shortcut: projection), [extent(2), channels, 1 + extent(3), extent(3)])
  }

  private func lstm() -> CheckSubject {
    let (inputs, units) = (extent(4), extent(3))
    return subject(
      LSTM(
        inputWeight: tensor([4 * units, inputs], size: parameterSize),
        recurrentWeight: tensor([4 * units, units], size: parameterSize),
        inputBias: tensor([4 * units], size: 1), recurrentBias: tensor([4 * units], size: size)),
      [extent(3), extent(4), inputs])
  }
}
