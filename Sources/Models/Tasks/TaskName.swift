import GSL
import Layers
import Tensors

/// The models with a task of their own that can be chosen by name.
public struct TaskName: RawRepresentable, CaseIterable, Sendable, Hashable {
  /// Every one, in the order in which they are listed. A new one is a line here, and its entry.
  private static let entries: [any TaskEntry.Type] = [
    GoogLeNetTask.self,
    CharacterRNNTask.self,
    CharacterLSTMTask.self,
    SequenceToSequenceTask.self,
    CaptionerTask.self,
    TransformerEncoderTask.self,
    TransformerDecoderTask.self,
    SegmentationTask.self,
    LocalizationTask.self,
    DetectorTask.self,
    AutoencoderTask.self,
    VariationalAutoencoderTask.self,
    ContrastiveTask.self,
    DiscriminatorTask.self,
    GeneratorTask.self,
    PixelCNNTask.self,
    PixelRNNTask.self,
    DeepQNetworkTask.self,
    PolicyNetworkTask.self,
  ]

  public static let allCases = entries.map { TaskName(entry: $0) }

  private let entry: any TaskEntry.Type

  private init(entry: any TaskEntry.Type) { self.entry = entry }

  public init?(rawValue: String) {
    guard let own = TaskName.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = own
  }

  public var rawValue: String { entry.name }

  /// What it is and learns, in one line.
  public var summary: String { entry.summary }

  /// How it learns 20 examples by heart.
  public var plan: LearningPlan { entry.plan }

  /// Why it cannot learn from data of one's own; nil where it learns from a text.
  public var whyNoData: String? { entry.whyNoData }

  /// The network with random weights, and its task on a text; nil where it learns from none.
  public func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator, on text: LetterText
  ) -> (any LearningTask<Scalar>)? {
    (entry as? any TextTaskEntry.Type)?.task(of: scalar, from: generator, on: text)
  }

  /// The network with random weights, and its task.
  public func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    entry.task(of: scalar, from: generator)
  }

  public static func == (a: TaskName, b: TaskName) -> Bool { a.rawValue == b.rawValue }

  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}
