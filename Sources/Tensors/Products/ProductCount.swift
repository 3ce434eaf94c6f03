import Synchronization

/// How many multiplications have gone into matrix products, to hold a program against what the processor
/// can do.
public enum ProductCount {
  private static let sum = Atomic(0)
  /// Products of fewer multiplications are not counted, which would take as long as they do.
  private static let least = 1 << 14

  /// Those since the program began, each with its addition, on all threads.
  public static var multiplications: Int { sum.load(ordering: .relaxed) }

  static func add(_ multiplications: Int) {
    if multiplications >= least { sum.add(multiplications, ordering: .relaxed) }
  }
}
