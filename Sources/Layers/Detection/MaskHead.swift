import GSL
import Tensors

/// The mask branch of a detector: from a region's features a small mask for each class.
///
///     y = conv 1×1(relu(upconv 2×2(relu(conv 3×3(x)))))
///
/// Shapes: x [R, C, H, W], y [R, K, 2H, 2W], logits; ``MaskLoss`` judges the mask of the right class alone. Source: He,
/// Gkioxari, Dollár, Girshick: "Mask R-CNN", ICCV 2017.
public struct MaskHead<Scalar: TensorScalar>: CompositeLayer {
  public typealias Input = Tensor<Scalar>
  public typealias Output = Tensor<Scalar>

  public var graph: Graph<Scalar>

  /// A branch with the given convolutions.
  public init(
    hidden: Conv2D<Scalar>, upsampling: TransposedConv2D<Scalar>, masks: Conv2D<Scalar>
  ) {
    graph = Graph([
      .init("conv", hidden), .init("relu1", ReLU()), .init("upconv", upsampling),
      .init("relu2", ReLU()), .init("masks", masks),
    ])
  }

  /// A branch with random weights.
  public init(
    _ channels: Int, classes: Int, initializer: Initializer = .he,
    head: Initializer = .gaussian(standardDeviation: 0.01), from generator: RandomGenerator
  ) {
    self.init(
      hidden: Conv2D(
        channels, channels, kernel: 3, padding: 1, initializer: initializer, from: generator),
      upsampling: TransposedConv2D(
        channels, channels, kernel: 2, stride: 2, initializer: initializer, from: generator),
      masks: Conv2D(channels, classes, kernel: 1, initializer: head, from: generator))
  }

  public var description: String { "MaskHead" }
}
