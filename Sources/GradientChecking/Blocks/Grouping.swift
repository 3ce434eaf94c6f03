/// Which lines are measured together.
///
/// Where points are evaluated by themselves, these are neighbors, which are displaced in the same
/// variable. Where they are stacked, each group has its share of every variable: all take about as
/// long, and what few lines need in the end is not left to stacks of few points.
struct Grouping {
  /// The lines of each group, in ascending order.
  let groups: [[Int]]

  /// Enough groups for many cores to finish at about the same time, where lines are short and where
  /// they are stacked.
  private static let (leastGroups, leastStacks) = (64, 8)
  /// Some lines take a microsecond, so that to hand out each by itself would show.
  private static let largestGroup = 16
  /// Fewer lines are too few to share the cost of a stack.
  private static let leastStacked = 32

  /// - Parameter stackSizes: Of each line, how many points along it are best evaluated together.
  init(_ stackSizes: [Int]) {
    let count = stackSizes.count
    guard stackSizes.contains(where: { $0 > 1 }) else {
      let size = min(Grouping.largestGroup, max(1, count / Grouping.leastGroups))
      let parts = (count + size - 1) / size
      groups = (0..<parts).map { Array($0 * count / parts..<($0 + 1) * count / parts) }
      return
    }
    // A line is sampled on both sides of the point.
    let stacks = stackSizes.reduce(0) { $0 + 2 / Double($1) }
    let parts = max(
      1, min(Grouping.leastStacks, count / Grouping.leastStacked), Int(stacks.rounded(.up)))
    groups = (0..<parts).map { Array(stride(from: $0, to: count, by: parts)) }
  }
}
