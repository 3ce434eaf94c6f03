import GSL
import Layers
import Tensors

/// What is in a picture, and where: one trunk, a head for the class and one for the box.
///
///     conv, pool → conv, pool → linear → scores [N, K]
///                                     └→ box [N, 4]: left, top, right, bottom as shares of the sides
///
/// Shapes: images [N, C, H, W] of 12×12 pixels in; `LocalizationLoss` judges both together.
public struct Localizer<Scalar: TensorScalar>: CompositeLayer {
  public typealias Input = Tensor<Scalar>
  public typealias Output = Localization<Scalar>

  public var graph: Graph<Scalar>

  /// A network with random weights.
  public init(_ channels: Int = 1, width: Int = 8, classes: Int, from generator: RandomGenerator) {
    func head(_ outputs: Int) -> Linear<Scalar> {
      Linear(
        4 * width, outputs, initializer: .gaussian(standardDeviation: 0.02), from: generator)
    }
    graph = Graph(
      [
        .init(
          "trunk",
          Stack<Scalar>(
            trunk(channels, width: width, from: generator) + [
              .init("pool2", MaxPool2D(kernel: 2)), .init("flatten", Flatten()),
              .init("fc", Linear(18 * width, 4 * width, from: generator)), .init("relu3", ReLU()),
            ])),
        .init("scores", head(classes), from: "trunk"), .init("box", head(4), from: "trunk"),
      ], outputs: "scores", "box")
  }

  public var description: String { "Localizer" }
}

enum LocalizationTask: SceneTaskEntry {
  static let name = "localization"
  static let summary = "class and box of the figure in a picture 12×12"
  static let plan = LearningPlan(learningRate: 3e-3, steps: 200, share: 0.05)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    DrawnTask(
      Localizer<Scalar>(classes: Scene.kinds, from: generator), LocalizationLoss(weight: 5)
    ) { count, generator in
      let scenes = Scene.scenes(count, side: 12, from: generator)
      let boxes: [Scalar] = scenes.flatMap { scene -> [Scalar] in
        let box: Box<Scalar> = scene.figures[0].box()
        return [box.left, box.top, box.right, box.bottom].map { $0 / 12 }
      }
      return (scenes.images(), .init(labels: scenes.kinds, box: Tensor([count, 4], boxes)))
    }
  }
}
