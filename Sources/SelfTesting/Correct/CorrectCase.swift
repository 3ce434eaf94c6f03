import Foundation
import GSL
import GradientChecking
import LayerChecking
import Layers
import Tensors

/// A right gradient that the checker must not call wrong, drawn by its number: which layer, loss or
/// regularizer, in which precision, of which shape, how large, and whether on kinks and ties.
public struct CorrectCase: Sendable {
  public let number: Int
  /// The layer, loss or regularizer: "conv2d".
  public let subject: String
  public let title: String
  let map: any DifferentiableMap

  /// Inputs of 1e-6 to 1e6.
  private static let exponents = -6...6

  /// The case of this number; neighbors are of different kinds, and every kind meets every size.
  public init(number: Int, seed: UInt64) throws {
    let kinds = CorrectKind.allCases
    let kind = kinds[number % kinds.count]
    let round = number / kinds.count
    let exponent = Self.exponents.lowerBound + round % Self.exponents.count
    let isFloat = round / Self.exponents.count % 3 == 2
    let key = RandomKey(seed).derived(number)
    let subject =
      isFloat
      ? try Draw<Float>(exponent, key).subject(kind) : try Draw<Double>(exponent, key).subject(kind)
    self.number = number
    self.subject = kind.rawValue
    title = "\(subject.title), size 1e\(exponent), \(isFloat ? "float" : "double")"
    map = subject.map
  }
}

/// Draws the inputs and parameters of one case.
private struct Draw<Scalar: TensorScalar> {
  let generator: RandomGenerator
  let key: RandomKey
  let size: Double
  /// The size of parameters, which need not be the inputs'.
  let parameterSize: Double
  /// How inputs are rounded: not at all, some to 0, all to few values.
  let style: Int

  init(_ exponent: Int, _ key: RandomKey) {
    generator = RandomGenerator(key.derived(0))
    self.key = key.derived(1)
    size = pow(10, Double(exponent))
    parameterSize = pow(10, Double(generator.integer(below: 5) - 2))
    style = generator.integer(below: 3)
  }

  /// A number from 1 to `most`, odd more often than not.
  func extent(_ most: Int) -> Int {
    let extent = 1 + generator.integer(below: most)
    return extent.isMultiple(of: 2) && generator.sign() > 0 ? extent - 1 : extent
  }

  func tensor(_ shape: Shape, size: Double) -> Tensor<Scalar> {
    Tensor(shape, generator.normals(shape.count).map { Scalar(size * $0) })
  }

  /// An input, rounded by the style.
  func input(_ shape: Shape) -> Tensor<Scalar> {
    let values = generator.normals(shape.count).enumerated().map { i, value in
      switch style {
      case 1 where i.isMultiple(of: 3): 0.0
      case 2: (2 * value).rounded() / 2
      default: value
      }
    }
    return Tensor(shape, values.map { Scalar(size * $0) })
  }

  func subject(_ kind: CorrectKind) throws -> CheckSubject {
    switch kind {
    case .softmaxCrossEntropy, .crossEntropy, .mse, .mae, .huber, .hinge, .squaredHinge:
      try loss(kind)
    case .l1, .l2, .elasticNet: regularizer(kind)
    default: layer(kind)
    }
  }
}

// MARK: - Layers

extension Draw {
  private func layer(_ kind: CorrectKind) -> CheckSubject {
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
    default: return stack()
    }
  }

  private func subject(
    _ layer: some Layer<Scalar>, _ shape: Shape, mode: ForwardContext.Mode = .training
  ) -> CheckSubject {
    CheckSubject(
      "\(layer) on \(shape), style \(style)",
      LayerMap(layer, at: input(shape), in: ForwardContext(mode, key: key)))
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
}

// MARK: - Losses and regularizers

extension Draw {
  private func loss(_ kind: CorrectKind) throws -> CheckSubject {
    let (samples, classes) = (extent(4), 1 + extent(4))
    let prediction = input([samples, classes])
    let labels = (0..<samples).map { _ in generator.integer(below: classes) }
    // With zeros, some predictions meet their targets exactly.
    var target = tensor(prediction.shape, size: size)
    if style == 1 {
      for i in stride(from: 0, to: target.count, by: 2) { target[i] = prediction[i] }
    }
    let reduction: Reduction = generator.sign() > 0 ? .mean : .sum
    func subject<L: Loss>(_ loss: L, _ at: Tensor<L.Scalar>, _ target: L.Target) -> CheckSubject {
      CheckSubject(
        "\(loss) on \(at.shape), \(reduction), style \(style)",
        LossMap(loss, at: at, target: target))
    }
    switch kind {
    case .softmaxCrossEntropy:
      return subject(SoftmaxCrossEntropy(reduction: reduction), prediction, labels)
    case .crossEntropy:
      let positive = prediction.map { $0 == 0 ? Scalar(size) : $0.magnitude }
      return subject(CrossEntropy(reduction: reduction), positive, labels)
    case .mse: return subject(MeanSquaredError(reduction: reduction), prediction, target)
    case .mae: return subject(MeanAbsoluteError(reduction: reduction), prediction, target)
    case .huber:
      let delta = Scalar(size / 2)
      return subject(Huber(delta: delta, reduction: reduction), prediction, target)
    default:
      return subject(
        Hinge(delta: Scalar(size), squared: kind == .squaredHinge, reduction: reduction),
        prediction, labels)
    }
  }

  private func regularizer(_ kind: CorrectKind) -> CheckSubject {
    let weight = input([extent(4), extent(5)])
    let strength = Scalar(parameterSize)
    func subject(_ regularizer: some Regularizer<Scalar>) -> CheckSubject {
      CheckSubject(
        "\(regularizer) on \(weight.shape), style \(style)",
        RegularizationFunction(regularizer, on: [("weight", weight)]))
    }
    switch kind {
    case .l1: return subject(L1(strength))
    case .l2: return subject(L2(strength, generator.sign() > 0 ? .half : .full))
    default: return subject(ElasticNet(l1: strength, l2: 0.2))
    }
  }
}
