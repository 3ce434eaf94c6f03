/// A value for each of a function's variables, or a gradient with respect to each.
public struct Point: Sendable, Equatable {
  /// The blocks, in the order of the function's variables, each in row-major order.
  public var blocks: [[Double]]

  public init(_ blocks: [[Double]]) { self.blocks = blocks }

  /// The block of the variable at `position`.
  public subscript(position: Int) -> [Double] {
    get { blocks[position] }
    _modify { yield &blocks[position] }
  }
}

extension Point {
  /// Where the variables stand.
  init(_ variables: [Variable]) { self.init(variables.map(\.values)) }

  /// The magnitude of the largest value of all blocks; what is not a number is passed over.
  var largest: Double {
    var largest = 0.0
    for block in blocks {
      // `max` would take several times as long: what is larger is rarely met.
      for value in block where value.magnitude > largest { largest = value.magnitude }
    }
    return largest
  }
}
