import Foundation

/// What a function gives at a point.
public struct Evaluation: Sendable {
  /// The outputs, flat. A scalar function has one.
  public let output: [Double]
  /// The branches taken at every kinked place, nil where the function does not trace them.
  public let branches: [BranchSite]?

  public init(_ output: [Double], branches: [BranchSite]? = nil) {
    self.output = output
    self.branches = branches
  }
}

/// The branches taken at one kinked place of a function: by the units of one ReLU, the windows of one
/// max pool.
public struct BranchSite: Sendable, Equatable {
  /// The place by name, such as "relu1".
  public let name: String
  /// The branch of each unit: equal numbers, equal branches.
  public let units: [UInt16]

  public init(_ name: String, _ units: [UInt16]) {
    self.name = name
    self.units = units
  }

  /// Compares the units' bytes at once: a network has hundreds of thousands, compared at every evaluation.
  public static func == (a: BranchSite, b: BranchSite) -> Bool {
    guard a.name == b.name, a.units.count == b.units.count else { return false }
    return a.units.withUnsafeBytes { a in
      b.units.withUnsafeBytes { b in
        guard let first = a.baseAddress, let second = b.baseAddress, first != second else {
          return true
        }
        return memcmp(first, second, a.count) == 0
      }
    }
  }
}
