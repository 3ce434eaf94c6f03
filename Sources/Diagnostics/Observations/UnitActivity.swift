/// How long ago each unit of a ReLU layer was last positive.
public struct UnitActivity: Sendable, Equatable {
  /// The number of samples seen.
  public private(set) var samples = 0
  /// For each unit the number of samples seen when it was last positive; 0 where it never was.
  private var lastActive: [Int] = []

  public init() {}

  mutating func record(_ active: [Bool], samples count: Int) {
    if lastActive.count != active.count {
      lastActive = [Int](repeating: 0, count: active.count)
      samples = 0
    }
    samples += count
    for (unit, isActive) in active.enumerated() where isActive { lastActive[unit] = samples }
  }

  /// The number of units.
  public var units: Int { lastActive.count }

  /// The number of units that were not positive for any of the last `window` samples or more.
  public func silent(for window: Int) -> Int {
    lastActive.count { samples - $0 >= window }
  }

  /// The number of units that never were positive.
  public var neverActive: Int { lastActive.count { $0 == 0 } }
}
