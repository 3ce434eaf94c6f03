import Tensors

/// Shapes of every rank up to 5, of distinct odd extents, of extents 0 and 1, and larger than a block
/// that a transpose goes through.
let algebraShapes: [Shape] = [
  [], [1], [0], [7], [3, 5], [1, 4], [5, 1], [0, 3], [3, 0], [2, 3, 5], [1, 1, 3], [3, 0, 2],
  [0, 5, 1], [33, 65], [37, 2, 41], [2, 3, 4, 5], [4, 1, 1, 5], [1, 7, 1, 3], [3, 1, 2, 5, 2],
]

extension Shape {
  /// The row-major offset of an index.
  func offset(of index: [Int]) -> Int {
    index.indices.reduce(0) { $0 + index[$1] * stride(of: $1) }
  }
}

/// Every order of the numbers below `count`.
func orders(of count: Int) -> [[Int]] {
  guard count > 0 else { return [[]] }
  return orders(of: count - 1).flatMap { order in
    (0...order.count).map { place in
      var longer = order
      longer.insert(count - 1, at: place)
      return longer
    }
  }
}
