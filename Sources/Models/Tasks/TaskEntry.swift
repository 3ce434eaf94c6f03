import GSL
import Layers
import Tensors

/// All that is to be said about a model with a task of its own: what it is called, and what suits it.
public protocol TaskEntry: Sendable {
  /// The name on the command line.
  static var name: String { get }
  /// What it is and learns, in one line.
  static var summary: String { get }
  /// How it learns 20 examples by heart.
  static var plan: LearningPlan { get }
  /// Why it cannot learn from data of one's own; nil where it can.
  static var whyNoData: String? { get }

  /// The network with random weights, and its task.
  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar>
}

extension TaskEntry {
  public static var whyNoData: String? { "its task is made up, and drawn from the seed" }
}

/// A model that learns from scenes, of which it is known what is where.
protocol SceneTaskEntry: TaskEntry {}

extension SceneTaskEntry {
  static var whyNoData: String? {
    "CIFAR-10 says what is in a picture, not where: there are no boxes, masks and captions"
  }
}

/// A model that learns from a text, one of its own unless another is given.
public protocol TextTaskEntry: TaskEntry {
  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator, on text: LetterText
  ) -> any LearningTask<Scalar>
}

extension TextTaskEntry {
  public static var whyNoData: String? { nil }

  public static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    task(of: scalar, from: generator, on: .slopes)
  }
}

/// How a model learns 20 examples by heart with Adam: its loss, above the least that it can come to, falls below a
/// share of what it was.
public struct LearningPlan: Sendable, Hashable {
  public let learningRate: Double
  /// The steps that are allowed, with some to spare.
  public let steps: Int
  /// The share of the first loss that is to be left.
  public let share: Double

  public init(learningRate: Double = 3e-3, steps: Int = 300, share: Double = 0.1) {
    (self.learningRate, self.steps, self.share) = (learningRate, steps, share)
  }
}
