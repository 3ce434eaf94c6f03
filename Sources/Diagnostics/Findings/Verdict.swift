/// What a probe came to, worst first.
public enum Verdict: String, Sendable, Codable, CaseIterable, Comparable {
  /// The network will not learn like this, or not what it should.
  case fail
  /// Worth a look: often fine.
  case warn
  case pass
  /// There was nothing to look at, such as dead ReLUs in a network without any.
  case notApplicable = "not applicable"

  private var rank: Int {
    switch self {
    case .fail: 0
    case .warn: 1
    case .pass: 2
    case .notApplicable: 3
    }
  }

  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rank < rhs.rank }
}
