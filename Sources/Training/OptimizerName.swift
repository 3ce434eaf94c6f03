import Tensors

/// The optimizers that can be chosen by name.
public struct OptimizerName: RawRepresentable, CaseIterable, Sendable, Hashable,
  CustomStringConvertible
{
  /// Every optimizer, in the order in which they are listed. A new one is a line here, and its entry.
  private static let entries: [any OptimizerEntry.Type] = [
    SGDEntry.self,
    MomentumEntry.self,
    NesterovEntry.self,
    AdaGradEntry.self,
    RMSPropEntry.self,
    AdamEntry.self,
    AdamWEntry.self,
    AMSGradEntry.self,
    NAdamEntry.self,
    AdaMaxEntry.self,
    AdaDeltaEntry.self,
  ]

  public static let allCases = entries.map { OptimizerName(entry: $0) }

  public static let sgd = OptimizerName(entry: SGDEntry.self)
  public static let momentum = OptimizerName(entry: MomentumEntry.self)
  public static let nesterov = OptimizerName(entry: NesterovEntry.self)
  public static let adagrad = OptimizerName(entry: AdaGradEntry.self)
  public static let rmsprop = OptimizerName(entry: RMSPropEntry.self)
  public static let adam = OptimizerName(entry: AdamEntry.self)
  public static let adamw = OptimizerName(entry: AdamWEntry.self)
  public static let adadelta = OptimizerName(entry: AdaDeltaEntry.self)

  package let entry: any OptimizerEntry.Type

  private init(entry: any OptimizerEntry.Type) { self.entry = entry }

  public init?(rawValue: String) {
    guard let own = OptimizerName.allCases.first(where: { $0.rawValue == rawValue }) else {
      return nil
    }
    self = own
  }

  public var rawValue: String { entry.name }

  public var description: String { rawValue }

  /// What it is, in one line.
  public var summary: String { entry.summary }

  /// Whether steps are divided by the gradient's own size.
  public var isAdaptive: Bool { entry.isAdaptive }

  /// The optimizer with its usual settings.
  public func optimizer<Scalar: TensorScalar>(
    learningRate: Scalar
  ) -> any Optimizer<Scalar> {
    entry.optimizer(learningRate, OptimizerSettings())
  }

  public static func == (a: OptimizerName, b: OptimizerName) -> Bool { a.rawValue == b.rawValue }

  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}
