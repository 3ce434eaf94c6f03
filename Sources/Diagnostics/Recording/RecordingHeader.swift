/// The first line of a recording: which version of the schema, and what is known of the whole run.
public struct RecordingHeader: Sendable, Codable, Equatable {
  /// The version that this package writes, and the highest that it reads.
  public static let schema = 1

  public let schema: Int
  /// "training-run".
  public let kind: String
  /// The optimizer by name, such as "AdamW".
  public var optimizer: String?
  /// The optimizer's rates of averaging, where it has such: of gradients first, then of their squares.
  public var betas: [Double]?
  /// The share of the last step that is added to the next.
  public var momentum: Double?
  /// Whether the optimizer divides steps by the gradient's own size; nil to tell it from the steps.
  public var isAdaptive: Bool?
  /// Whether the run starts from a fresh initialization; nil to tell it from the weights.
  public var isFromScratch: Bool?

  public init(
    optimizer: String? = nil, adaptive isAdaptive: Bool? = nil,
    fromScratch isFromScratch: Bool? = nil
  ) {
    schema = RecordingHeader.schema
    kind = RecordingHeader.kind
    self.optimizer = optimizer
    self.isAdaptive = isAdaptive
    self.isFromScratch = isFromScratch
  }

  static let kind = "training-run"

  /// Whether the optimizer is adaptive, told or by its name; nil where neither tells.
  public var knownAdaptive: Bool? {
    if let isAdaptive { return isAdaptive }
    guard let name = optimizer?.lowercased() else { return nil }
    if name.contains("adam") || name.contains("rmsprop") || name.contains("adagrad") { return true }
    return name == "sgd" ? false : nil
  }
}
