internal import GSL

/// A data set cut into k parts, each of which judges once what was trained on the others: k-fold cross-validation.
public struct Folds: Sendable {
  /// The indices of each part, which differ in size by one at most.
  public let parts: [[Int]]

  /// A random cut of `count` samples into `k` parts.
  public init(_ count: Int, into k: Int, seed: UInt64) {
    precondition(k > 1 && k <= max(2, count), "2 parts at least, none of them empty")
    let order = RandomGenerator(seed: seed).permutation(count)
    parts = (0..<k).map { part in Array(order[part * count / k..<(part + 1) * count / k]) }
  }

  /// Of each part in turn: what to train on, and the part itself.
  public var splits: [(training: [Int], validation: [Int])] {
    parts.indices.map { held in
      (parts.indices.filter { $0 != held }.flatMap { parts[$0] }, parts[held])
    }
  }
}
