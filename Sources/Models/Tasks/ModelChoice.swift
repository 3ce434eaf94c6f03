/// Every model that can be chosen by name: a classifier of images, or a model with a task of its own.
public enum ModelChoice: RawRepresentable, CaseIterable, Sendable, Hashable {
  case classifier(ModelName)
  case task(TaskName)

  public static let allCases: [ModelChoice] =
    ModelName.allCases.map { .classifier($0) } + TaskName.allCases.map { .task($0) }

  public init?(rawValue: String) {
    if let name = ModelName(rawValue: rawValue) {
      self = .classifier(name)
    } else if let name = TaskName(rawValue: rawValue) {
      self = .task(name)
    } else {
      return nil
    }
  }

  public var rawValue: String {
    switch self {
    case .classifier(let name): name.rawValue
    case .task(let name): name.rawValue
    }
  }

  /// What it is, in one line.
  public var summary: String {
    switch self {
    case .classifier(let name): name.summary
    case .task(let name): name.summary
    }
  }

  /// The classifier of this name; nil for a model with a task of its own.
  public var classifier: ModelName? {
    if case .classifier(let name) = self { name } else { nil }
  }
}
