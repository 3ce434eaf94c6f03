/// How much of a mistake is in a gradient, and where.
public struct Dilution: Sendable, Codable, Hashable {
  public enum Portion: String, Sendable, Codable, CaseIterable {
    /// Wherever the mistake strikes.
    case whole
    /// In one channel of an input or one output's row of a parameter.
    case slice
    /// In one number.
    case entry
  }

  public let portion: Portion
  /// s in right + s·(wrong − right).
  public let share: Double

  /// The mistake as it is.
  public static let none = Dilution(portion: .whole, share: 1)

  /// Every portion at 100 %, 1 % and 0.01 %, the mistake as it is first.
  public static let all = Portion.allCases.flatMap { portion in
    [1, 1e-2, 1e-4].map { Dilution(portion: portion, share: $0) }
  }
}
