/// A block of numbers that a function depends on: its input, a weight, a bias.
public struct Variable: Sendable, Hashable {
  /// What the block is to the function.
  public enum Role: String, Sendable, Codable {
    case input
    case parameter
  }

  /// The name under which the block is reported, such as "weight".
  public let name: String
  /// The extents, outermost first; their product is the number of values.
  public let shape: [Int]
  public let role: Role
  /// Where the gradient is checked, in row-major order.
  public let values: [Double]

  /// A block of the given values; a flat one where no `shape` is given.
  public init(
    _ name: String, shape: [Int]? = nil, role: Role = .input, values: [Double]
  ) {
    let shape = shape ?? [values.count]
    precondition(
      shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == values.count,
      "\(name) of shape \(shape) has \(shape.reduce(1, *)) values, not \(values.count)")
    self.name = name
    self.shape = shape
    self.role = role
    self.values = values
  }

  /// The index along each axis of the value at a row-major offset.
  public func index(ofOffset offset: Int) -> [Int] {
    var rest = offset
    var index = shape
    for axis in shape.indices.reversed() {
      index[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return index
  }

  /// The places of consecutive offsets in words: "weight[0, 3] … weight[1, 0]".
  func indices(_ offsets: Range<Int>) -> String {
    [offsets.lowerBound, offsets.upperBound - 1].map { "\(name)\(index(ofOffset: $0))" }
      .joined(separator: " … ")
  }

  /// The sum of the squares of the values.
  var squareSum: Double { values.reduce(0) { $0 + $1 * $1 } }

  /// The root mean square of the values.
  ///
  /// - Parameter squareSum: ``squareSum``, where it is known.
  func size(squareSum: Double? = nil) -> Double {
    ((squareSum ?? self.squareSum) / Double(max(1, values.count))).squareRoot()
  }
}
