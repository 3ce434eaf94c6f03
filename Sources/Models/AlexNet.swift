import GSL
import Layers
import Tensors

/// AlexNet, made small for images of 32×32 pixels and three channels.
///
///     conv 5×5, relu, norm, pool → conv 5×5, relu, norm, pool → conv 3×3 three times, relu, pool
///     → linear, relu, dropout → linear, relu, dropout → linear
///
/// What makes it: rectifiers, local response norm over channels, pooling windows that overlap (3×3, stride 2), dropout of
/// one half between linear layers. Source: Krizhevsky, Sutskever, Hinton: "ImageNet classification with deep
/// convolutional neural networks", NIPS 2012.
public enum AlexNet {
  /// The network with random weights; its output is a logit a class, [N, classes].
  public static func network<Scalar: TensorScalar>(
    classes: Int = 10, initializer: Initializer = .he,
    head: Initializer = .gaussian(standardDeviation: 0.002), from generator: RandomGenerator
  ) -> Stack<Scalar> {
    func conv(
      _ depth: Int, _ inputs: Int, _ outputs: Int, kernel: Int
    ) -> [Stack<Scalar>.Member] {
      let conv = Conv2D<Scalar>(
        inputs, outputs, kernel: Extent(kernel, kernel), padding: Extent(kernel / 2, kernel / 2),
        initializer: initializer, from: generator)
      return [.init("conv\(depth)", conv), .init("relu\(depth)", ReLU())]
    }
    func pool(_ number: Int) -> Stack<Scalar>.Member {
      .init("pool\(number)", MaxPool2D(kernel: 3, stride: 2))
    }
    func norm(_ number: Int) -> Stack<Scalar>.Member {
      .init("norm\(number)", LocalResponseNorm(5))
    }
    func linear(_ depth: Int, _ inputs: Int, _ outputs: Int) -> [Stack<Scalar>.Member] {
      [
        .init(
          "fc\(depth)", Linear(inputs, outputs, initializer: initializer, from: generator)),
        .init("relu\(depth)", ReLU()), .init("dropout\(depth)", Dropout(rate: 0.5)),
      ]
    }
    let first = conv(1, 3, 16, kernel: 5) + [norm(1), pool(1)]
    let second = conv(2, 16, 32, kernel: 5) + [norm(2), pool(2)]
    let third = conv(3, 32, 48, kernel: 3) + conv(4, 48, 48, kernel: 3)
    let fourth = conv(5, 48, 32, kernel: 3) + [pool(3), .init("flatten", Flatten())]
    let last: [Stack<Scalar>.Member] =
      linear(6, 32 * 9, 128) + linear(7, 128, 128)
      + [.init("classifier", Linear(128, classes, initializer: head, from: generator))]
    return Stack(first + second + third + fourth + last)
  }
}
