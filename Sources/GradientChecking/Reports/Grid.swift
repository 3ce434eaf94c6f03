/// The places of a row-major block.
struct Grid {
  let shape: [Int]
  let count: Int
  private let strides: [Int]

  init(_ shape: [Int]) {
    self.shape = shape
    count = shape.reduce(1, *)
    var strides = shape
    var stride = 1
    for axis in shape.indices.reversed() {
      strides[axis] = stride
      stride *= shape[axis]
    }
    self.strides = strides
  }

  func index(_ offset: Int) -> [Int] {
    shape.indices.map { offset / strides[$0] % shape[$0] }
  }

  func offset(_ index: [Int]) -> Int {
    zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// The index along one axis.
  func index(_ offset: Int, along axis: Int) -> Int { offset / strides[axis] % shape[axis] }

  /// The place so many steps further along one axis; nil where there is none.
  func place(_ offset: Int, along axis: Int, by step: Int) -> Int? {
    0..<shape[axis] ~= index(offset, along: axis) + step ? offset + step * strides[axis] : nil
  }

  /// Whether a place is the first or last along one of the last two axes.
  func isBorder(_ offset: Int) -> Bool {
    shape.indices.suffix(2).contains { axis in
      let index = index(offset, along: axis)
      return index == 0 || index == shape[axis] - 1
    }
  }
}
