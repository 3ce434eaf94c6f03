import GSL
import Layers
import Tensors

/// A small GoogLeNet: inception blocks, with auxiliary heads that judge what the first of them found.
///
///     conv 3×3, pool → inception 1 → pool → inception 2 → inception 3 → global average → linear
///                          ↓                    ↓
///                        head 1               head 2        average to 2×2, conv 1×1, linear
///
/// Shapes: images [N, C, H, W] in; out come the scores of the last layer and of both heads, [N, classes] each, in this
/// order. A loss of all three is `WeightedHeads`; in use the first one counts. Every convolution is followed by a
/// ReLU. At the default width the network learns CIFAR-10's images.
///
/// Source: Szegedy et al.: "Going deeper with convolutions", CVPR 2015, made small.
public struct GoogLeNet<Scalar: TensorScalar>: CompositeLayer {
  public typealias Input = Tensor<Scalar>
  public typealias Output = TensorList<Scalar>

  public var graph: Graph<Scalar>

  /// A network with random weights; a block has 2·`width` channels.
  public init(
    _ channels: Int = 3, width: Int = 16, classes: Int = 10, initializer: Initializer = .he,
    head: Initializer = .gaussian(standardDeviation: 0.002), from generator: RandomGenerator
  ) {
    func part(_ divisor: Int) -> Int { max(1, width / divisor) }
    let block = Inception<Scalar>.Channels(
      one: part(2), three: (part(2), width), five: (part(4), part(4)), pool: part(4))
    func inception(_ inputs: Int) -> Inception<Scalar> {
      Inception(inputs, block, initializer: initializer, from: generator)
    }
    func judge() -> Stack<Scalar> {
      Stack([
        .init("average", AdaptivePool2D(.average, to: 2)),
        .init(
          "conv",
          Conv2D(block.count, part(2), kernel: 1, initializer: initializer, from: generator)),
        .init("relu", ReLU()), .init("flatten", Flatten()),
        .init("classifier", Linear(4 * part(2), classes, initializer: head, from: generator)),
      ])
    }
    graph = Graph(
      [
        .init(
          "stem",
          Stack([
            .init(
              "conv",
              Conv2D(
                channels, width, kernel: 3, padding: 1, initializer: initializer, from: generator)),
            .init("relu", ReLU()), .init("pool", MaxPool2D(kernel: 2)),
          ])),
        .init("inception1", inception(width)),
        .init("head1", judge(), from: "inception1"),
        .init("pool", MaxPool2D(kernel: 2), from: "inception1"),
        .init("inception2", inception(block.count)),
        .init("head2", judge(), from: "inception2"),
        .init("inception3", inception(block.count), from: "inception2"),
        .init("average", AdaptivePool2D(.average, to: 1)),
        .init("flatten", Flatten()),
        .init("classifier", Linear(block.count, classes, initializer: head, from: generator)),
      ], outputs: "classifier", "head1", "head2")
  }

  public var description: String { "GoogLeNet" }
}
