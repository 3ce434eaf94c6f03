/// What is probably wrong with a gradient, in words that can be acted on.
public struct Diagnosis: Sendable, Codable, Equatable {
  public enum Confidence: String, Sendable, Codable, Comparable {
    /// It fits, but so may other causes. Such a name is not given any more; older reports may hold one.
    case possible
    /// It is no accident by a hundred to one.
    case likely
    /// It is no accident by a million to one, and holds at more than one point; a place needs less, see the
    /// article on the module.
    case certain

    public static func < (a: Confidence, b: Confidence) -> Bool { a.order < b.order }

    private var order: Int {
      switch self {
      case .possible: 0
      case .likely: 1
      case .certain: 2
      }
    }
  }

  /// The blocks whose gradient it explains.
  public internal(set) var blocks: [String]
  public let family: MistakeFamily
  /// What it is about: "N = 5", "transposed", "overlaps".
  public let quantity: String
  /// The wrong gradient over the right one, where that is one number.
  public let factor: Double?
  /// How much of the mistake is in the gradient: 1, or the share of it.
  public let share: Double
  /// What is left of the error once the mistake is taken into account, as a share of the error.
  public let unexplained: Double
  public let confidence: Confidence
  /// What was found, in a sentence: "the gradient is 1/5 of what it should be, and N, the number of samples,
  /// is 5".
  public let finding: String
  /// What to do about it, in a sentence.
  public let advice: String

  /// What is wrong, in a sentence: "the gradient of weight is exactly 5 times too small, and N, the number
  /// of samples, is 5".
  public var sentence: String {
    let doubt: String
    switch confidence {
    case .certain: doubt = ""
    case .likely: doubt = "probably: "
    case .possible: doubt = "possibly: "
    }
    return "\(doubt)the gradient of \(blocks.joined(separator: ", ")) \(finding)"
  }

  init(
    _ blocks: [String], _ family: MistakeFamily, _ quantity: String, factor: Double? = nil,
    share: Double = 1, unexplained: Double = 0, _ confidence: Confidence, finding: String,
    advice: String
  ) {
    self.blocks = blocks
    self.family = family
    self.quantity = quantity
    self.factor = factor
    self.share = share
    self.unexplained = unexplained
    self.confidence = confidence
    self.finding = finding
    self.advice = advice
  }
}
