/// What a function changes by on both sides of the point at one step h: y = f(±h) − f(0).
struct Rung {
  /// One side of it.
  struct Side {
    let change: Double
    /// A bound on what noise has added to the change.
    let noise: Double
    /// The branches taken there; nil where they are not traced.
    let branches: [BranchSite]?
    /// Whether they are the point's.
    let isOnBranch: Bool
  }

  let step: Double
  let right: Side
  let left: Side

  var isFinite: Bool { right.change.isFinite && left.change.isFinite }
  var isOnBranch: Bool { right.isOnBranch && left.isOnBranch }
  /// The larger of the changes.
  var size: Double { max(right.change.magnitude, left.change.magnitude) }
  /// The central quotient, and a bound on its noise.
  var slope: Double { (right.change - left.change) / (2 * step) }
  var noise: Double { max(right.noise, left.noise) / step }
  /// By how much the secant on the right is steeper than that on the left.
  var gap: Double { (right.change + left.change) / step }

  /// Whether both sides take the branches that they take at another step.
  func isAlike(_ other: Rung) -> Bool {
    right.branches == other.right.branches && left.branches == other.left.branches
  }
}
