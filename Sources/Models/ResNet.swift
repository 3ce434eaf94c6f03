import GSL
import Layers
import Tensors

/// A residual network for images of 32×32 pixels and three channels: each block learns what to add to what it was given.
///
///     conv 3×3, norm, relu → stages of blocks ``Residual`` and relu, each stage of twice the channels and half the size
///     → global average → linear
///
/// The first block of a stage but the first has stride 2 and a 1×1 projection past it. With stages of two blocks and 16,
/// 32 and 64 channels by default it has 175 thousand parameters; `[2, 2, 2, 2]` from 64 channels on is ResNet-18. Source:
/// He, Zhang, Ren, Sun: "Deep residual learning for image recognition", CVPR 2016, section 4.2.
public struct ResNet: Sendable, Hashable {
  /// The blocks of each stage.
  public var blocks: [Int]
  /// The channels of the first stage.
  public var width: Int

  public init(blocks: [Int] = [2, 2, 2], width: Int = 16) {
    precondition(
      !blocks.isEmpty && blocks.allSatisfy { $0 > 0 } && width > 0, "blocks and channels")
    (self.blocks, self.width) = (blocks, width)
  }

  /// The network with random weights; its output is a logit a class, [N, classes].
  public func network<Scalar: TensorScalar>(
    _ channels: Int = 3, classes: Int = 10, initializer: Initializer = .he,
    head: Initializer = .gaussian(standardDeviation: 0.002), from generator: RandomGenerator
  ) -> Stack<Scalar> {
    let stem = Conv2D<Scalar>(
      channels, width, kernel: 3, padding: 1, initializer: initializer, from: generator)
    var members: [Stack<Scalar>.Member] = [
      .init("conv", stem), .init("norm", BatchNorm(width)), .init("relu", ReLU()),
    ]
    var (inputs, outputs) = (width, width)
    for (stage, count) in blocks.enumerated() {
      for block in 0..<count {
        let name = "\(stage + 1)_\(block + 1)"
        members += [
          .init(
            "block\(name)",
            Residual(
              inputs, outputs, stride: stage > 0 && block == 0 ? 2 : 1, initializer: initializer,
              from: generator)),
          .init("relu\(name)", ReLU()),
        ]
        inputs = outputs
      }
      outputs *= 2
    }
    members += [
      .init("average", AdaptivePool2D(.average, to: 1)), .init("flatten", Flatten()),
      .init("classifier", Linear(inputs, classes, initializer: head, from: generator)),
    ]
    return Stack(members)
  }
}
