import GSL
import Layers
import Tensors

/// Two views of each sample through one encoder and one projection: what contrastive learning compares.
///
///     first  → encoder → projection ─┐
///                                     ├→ embeddings
///     second → encoder → projection ─┘        the same weights
///
/// Shapes: two views [N, D] in, two embeddings [N, E] out, as `NTXent` takes them. Source: Chen et al.: "A simple
/// framework for contrastive learning of visual representations", ICML 2020, made small.
public struct ContrastivePair<Scalar: TensorScalar>: CompositeLayer {
  public typealias Input = EmbeddingPair<Scalar>
  public typealias Output = EmbeddingPair<Scalar>

  public var graph: Graph<Scalar>

  /// A network with random weights, of D numbers in, H hidden units and E numbers out.
  public init(_ inputs: Int, hidden: Int, embedding: Int, from generator: RandomGenerator) {
    let tower = Stack<Scalar>([
      .init("encoder", Linear(inputs, hidden, from: generator)),
      .init("relu", ReLU()),
      .init("projection", Linear(hidden, embedding, initializer: .xavier, from: generator)),
    ])
    graph = Graph(
      [
        .init("first", tower, from: "input.first"),
        .init("second", tower, from: "input.second", sharing: "first"),
      ], outputs: "first", "second")
  }

  public var description: String { "ContrastivePair" }
}

enum ContrastiveTask: TaskEntry {
  static let name = "simclr"
  static let summary = "two views of a picture 8×8, told from those of others"
  static let plan = LearningPlan(learningRate: 3e-3, steps: 300, share: 0.1)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    DrawnTask(
      ContrastivePair<Scalar>(64, hidden: 64, embedding: 16, from: generator),
      NTXent(temperature: 0.1)
    ) { count, generator in
      let scenes = Scene.scenes(count, side: 8, noise: 0, from: generator)
      let input = EmbeddingPair<Scalar>(
        views(of: scenes, from: generator), views(of: scenes, from: generator))
      return (input, ())
    }
  }

  /// The pictures in another light each, with noise.
  private static func views<Scalar: TensorScalar>(
    of scenes: [Scene], from generator: RandomGenerator
  ) -> Tensor<Scalar> {
    let pixels = scenes.flatMap { scene in
      let (contrast, brightness) = (
        generator.uniform(in: 0.5...1.5), generator.uniform(in: -0.3...0.3)
      )
      return scene.pixels.map {
        Scalar(contrast * $0 + brightness + generator.normal(standardDeviation: 0.05))
      }
    }
    return Tensor([scenes.count, 64], pixels)
  }
}
