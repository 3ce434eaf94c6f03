import GSL
import Layers
import Tensors

/// The VGG networks with batch normalization, for images of 32×32 pixels and three channels.
///
/// 3×3 convolutions with padding 1, each followed by batch norm and ReLU; five 2×2 max pools bring
/// 32×32 down to 1×1; then an average pool and one linear layer. VGG11 has 9.2 million parameters in
/// 34 tensors.
///
/// Source: Simonyan, Zisserman: "Very deep convolutional networks for large-scale image
/// recognition", ICLR 2015, configurations A, B, D and E.
public enum VGG: String, Sendable, CaseIterable {
  case vgg11
  case vgg13
  case vgg16
  case vgg19

  /// The shape of one input: channels, rows, columns.
  public static let imageShape: Shape = [3, 32, 32]

  /// The output channels of the convolutions, in the groups that a max pool follows.
  public var channels: [[Int]] {
    switch self {
    case .vgg11: [[64], [128], [256, 256], [512, 512], [512, 512]]
    case .vgg13: [[64, 64], [128, 128], [256, 256], [512, 512], [512, 512]]
    case .vgg16:
      [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]]
    case .vgg19:
      [[64, 64], [128, 128], [256, 256, 256, 256], [512, 512, 512, 512], [512, 512, 512, 512]]
    }
  }

  /// The network with random weights; its output is a logit a class, [N, classes].
  ///
  /// The last layer, the head, starts small, so that the first logits favor no class and the first loss
  /// is ln K.
  public func network<Scalar: TensorScalar>(
    classes: Int = 10, initializer: Initializer = .he,
    head: Initializer = .gaussian(standardDeviation: 0.002), from generator: RandomGenerator
  ) -> Stack<Scalar> {
    var members: [Stack<Scalar>.Member] = []
    var inputs = VGG.imageShape[0]
    var depth = 0
    for (group, outputs) in channels.enumerated() {
      for output in outputs {
        depth += 1
        members += [
          .init(
            "conv\(depth)",
            Conv2D(
              inputs, output, kernel: 3, padding: 1, initializer: initializer, from: generator)),
          .init("norm\(depth)", BatchNorm(output)),
          .init("relu\(depth)", ReLU()),
        ]
        inputs = output
      }
      members.append(.init("pool\(group + 1)", MaxPool2D(kernel: 2)))
    }
    members += [
      .init("average", AveragePool2D(kernel: 1)),
      .init("flatten", Flatten()),
      .init("classifier", Linear(inputs, classes, initializer: head, from: generator)),
    ]
    return Stack(members)
  }
}
