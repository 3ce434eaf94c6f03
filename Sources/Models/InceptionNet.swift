import GSL
import Layers
import Tensors

/// A small network of inception blocks for images of 32×32 pixels and three channels, without auxiliary heads.
///
///     conv 3×3, norm, relu, pool → ``Inception``, norm → pool → (``Inception``, norm) twice
///       → global average → linear
///
/// Batch norm keeps what the blocks give of one size, so that one rate suits every draw of the weights.
/// With heads and without batch norm: ``GoogLeNet``. Sources: Szegedy et al.: "Going deeper with
/// convolutions", CVPR 2015; Ioffe and Szegedy: "Batch normalization", ICML 2015.
public enum InceptionNet {
  /// The network with random weights; its output is a logit a class, [N, classes].
  public static func network<Scalar: TensorScalar>(
    _ channels: Int = 3, width: Int = 16, classes: Int = 10, initializer: Initializer = .he,
    head: Initializer = .gaussian(standardDeviation: 0.002), from generator: RandomGenerator
  ) -> Stack<Scalar> {
    let block = Inception<Scalar>.Channels(
      one: width / 2, three: (width / 2, width), five: (width / 4, width / 4), pool: width / 4)
    func inception(_ inputs: Int) -> Inception<Scalar> {
      Inception(inputs, block, initializer: initializer, from: generator)
    }
    let stem = Conv2D<Scalar>(
      channels, width, kernel: 3, padding: 1, initializer: initializer, from: generator)
    return Stack([
      .init("conv", stem), .init("norm", BatchNorm(width)), .init("relu", ReLU()),
      .init("pool1", MaxPool2D(kernel: 2)),
      .init("inception1", inception(width)), .init("norm1", BatchNorm(block.count)),
      .init("pool2", MaxPool2D(kernel: 2)),
      .init("inception2", inception(block.count)), .init("norm2", BatchNorm(block.count)),
      .init("inception3", inception(block.count)), .init("norm3", BatchNorm(block.count)),
      .init("average", AdaptivePool2D(.average, to: 1)), .init("flatten", Flatten()),
      .init("classifier", Linear(block.count, classes, initializer: head, from: generator)),
    ])
  }
}
