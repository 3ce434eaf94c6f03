/// Where a part along an axis lies in the whole: in one run for each index of the axes outside.
struct SliceRuns {
  /// The number of runs.
  let count: Int
  /// The number of elements in a run.
  let length: Int
  private let first: Int
  private let distance: Int

  /// The runs of the positions `range` along `axis` of a tensor of this shape.
  init(_ range: Range<Int>, along axis: Int, of shape: Shape) {
    let inner = shape.stride(of: axis)
    length = range.count * inner
    count = length == 0 ? 0 : shape.extents[..<axis].reduce(1, *)
    first = range.lowerBound * inner
    distance = shape[axis] * inner
  }

  /// The offset of a run's first element in the whole.
  func start(of run: Int) -> Int { first + run * distance }
}
