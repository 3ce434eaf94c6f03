import GSL
import Layers
import Tensors

/// A generator of points from noise, and a discriminator that is to tell them from real ones.
///
/// The points are two-dimensional, the real ones around the corners (±0.7, ±0.7) of a square. Source: Goodfellow et al.: "Generative
/// adversarial nets", NIPS 2014, made small.
public enum AdversarialPair {
  public static let noise = 4

  /// Points [N, 2] from noise [N, 4].
  public static func generator<Scalar: TensorScalar>(
    units: Int = 24, from generator: RandomGenerator
  ) -> Stack<Scalar> {
    Stack([
      .init("fc1", Linear(noise, units, from: generator)), .init("relu1", ReLU()),
      .init("fc2", Linear(units, units, from: generator)), .init("relu2", ReLU()),
      .init("points", Linear(units, 2, initializer: .xavier, from: generator)),
    ])
  }

  /// A score [N, 1] of points [N, 2]: high for what seems real.
  public static func judge<Scalar: TensorScalar>(
    units: Int = 24, from generator: RandomGenerator
  ) -> Stack<Scalar> {
    Stack([
      .init("fc1", Linear(2, units, from: generator)), .init("relu1", LeakyReLU(slope: 0.2)),
      .init("fc2", Linear(units, units, from: generator)), .init("relu2", LeakyReLU(slope: 0.2)),
      .init(
        "score",
        Linear(units, 1, initializer: .gaussian(standardDeviation: 0.1), from: generator)),
    ])
  }

  /// Real points, [N, 2].
  public static func real<Scalar: TensorScalar>(
    _ count: Int, from generator: RandomGenerator
  ) -> Tensor<Scalar> {
    Tensor(
      [count, 2],
      (0..<2 * count).map { _ in
        Scalar(0.7 * generator.sign() + generator.normal(standardDeviation: 0.05))
      })
  }
}

/// A discriminator on real points and on generated ones, the same network for both.
public struct Discriminator<Scalar: TensorScalar>: CompositeLayer {
  /// Points, not scores, [N, 2] each.
  public typealias Input = AdversarialScores<Scalar>
  public typealias Output = AdversarialScores<Scalar>

  public var graph: Graph<Scalar>

  /// The scores that a network gives.
  public init(_ judge: Stack<Scalar>) {
    graph = Graph(
      [
        .init("judge", judge, from: "input.real"),
        .init("again", judge, from: "input.generated", sharing: "judge"),
      ], outputs: "judge", "again")
  }

  public var description: String { "Discriminator" }
}

enum DiscriminatorTask: TaskEntry {
  static let name = "gan-discriminator"
  static let summary = "tells real points from generated ones"
  static let plan = LearningPlan(learningRate: 1e-2, steps: 400, share: 0.1)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    DrawnTask(
      Discriminator<Scalar>(AdversarialPair.judge(from: generator)), DiscriminatorLoss()
    ) { count, generator in
      // Those of a generator at its beginning, detached: a constant here.
      let generated = Tensor<Scalar>(
        [count, 2], generator.normals(2 * count, standardDeviation: 0.5).map { Scalar($0) })
      return (
        AdversarialScores(
          real: AdversarialPair.real(count, from: generator), generated: generated), ()
      )
    }
  }
}

enum GeneratorTask: TaskEntry {
  static let name = "gan-generator"
  static let summary = "points that a fixed discriminator takes for real"
  static let plan = LearningPlan(learningRate: 1e-2, steps: 300, share: 0.1)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    let network = Stack<Scalar>([
      .init("generator", AdversarialPair.generator(from: generator)),
      .init("judge", AdversarialPair.judge(from: generator)),
    ])
    return DrawnTask(network, GeneratorLoss(), frozen: ["judge."]) { count, generator in
      let noise = generator.normals(count * AdversarialPair.noise).map { Scalar($0) }
      return (Tensor([count, AdversarialPair.noise], noise), ())
    }
  }
}
