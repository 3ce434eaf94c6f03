import GSL
import Layers
import Tensors

/// A fully convolutional network: a class for every pixel of an image of any size.
///
///     conv, pool → conv, pool → conv → scores, upsampled ×2 ─┐
///              └→ scores of the finer map ──────────────────(+)→ upsampled ×2
///
/// Shapes: images [N, C, H, W] of even H/2 and W/2 in, scores [N, K, H, W] out, which `SoftmaxCrossEntropy` takes
/// pixel by pixel. Upsampling is learned (`TransposedConv2D`). Source: Long, Shelhamer, Darrell: "Fully convolutional
/// networks for semantic segmentation", CVPR 2015, made small.
public struct Segmentation<Scalar: TensorScalar>: CompositeLayer {
  public typealias Input = Tensor<Scalar>
  public typealias Output = Tensor<Scalar>

  public var graph: Graph<Scalar>

  /// A network with random weights.
  public init(
    _ channels: Int = 1, width: Int = 8, classes: Int, from generator: RandomGenerator
  ) {
    func conv(_ inputs: Int, _ outputs: Int, kernel: Int = 3) -> Conv2D<Scalar> {
      Conv2D(
        inputs, outputs, kernel: Extent(kernel, kernel), padding: Extent(kernel / 2, kernel / 2),
        from: generator)
    }
    func upsampling() -> TransposedConv2D<Scalar> {
      TransposedConv2D(
        classes, classes, kernel: 2, stride: 2, initializer: .xavier, from: generator)
    }
    graph = Graph([
      .init("fine", Stack<Scalar>(trunk(channels, width: width, from: generator))),
      .init(
        "coarse",
        Stack([
          .init("pool", MaxPool2D(kernel: 2)),
          .init("conv", conv(2 * width, 2 * width)), .init("relu", ReLU()),
        ])),
      .init("coarsescores", conv(2 * width, classes, kernel: 1)),
      .init("up1", upsampling()),
      .init("finescores", conv(2 * width, classes, kernel: 1), from: "fine"),
      .init("sum", Sum(), from: "up1", "finescores"),
      .init("up2", upsampling()),
    ])
  }

  public var description: String { "Segmentation" }
}

enum SegmentationTask: SceneTaskEntry {
  static let name = "segmentation"
  static let summary = "fully convolutional, a class a pixel of pictures 12×12"
  static let plan = LearningPlan(learningRate: 1e-2, steps: 300, share: 0.05)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    DrawnTask(
      Segmentation<Scalar>(classes: Scene.kinds + 1, from: generator), SoftmaxCrossEntropy()
    ) { count, generator in
      let scenes = Scene.scenes(count, side: 12, figures: 2, from: generator)
      return (scenes.images(), scenes.flatMap(\.classes))
    }
  }
}
