/// The extents of a tensor, outermost axis first; elements lie in row-major order.
///
/// Images are [N, C, H, W]: samples, channels, rows, columns. Feature vectors are [N, D].
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The extent of each axis.
  public let extents: [Int]
  /// The number of elements: the product of the extents, 1 for a scalar's empty shape.
  public let count: Int

  public init(_ extents: [Int]) {
    precondition(extents.allSatisfy { $0 >= 0 }, "a tensor has no negative extent: \(extents)")
    self.extents = extents
    count = extents.reduce(1, *)
  }

  public init(arrayLiteral extents: Int...) { self.init(extents) }

  /// The number of axes.
  public var rank: Int { extents.count }

  /// The extent of one axis.
  public subscript(axis: Int) -> Int { extents[axis] }

  /// The number of elements of everything inside `axis`: the distance between neighbors along it.
  public func stride(of axis: Int) -> Int { extents[(axis + 1)...].reduce(1, *) }

  /// The index along each axis of the element at a row-major `offset`.
  public func index(ofOffset offset: Int) -> [Int] {
    var rest = offset
    var index = [Int](repeating: 0, count: rank)
    for axis in extents.indices.reversed() {
      index[axis] = rest % extents[axis]
      rest /= extents[axis]
    }
    return index
  }

  public var description: String { "[\(extents.map(String.init).joined(separator: ", "))]" }
}
