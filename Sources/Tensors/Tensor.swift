/// A dense array of numbers in row-major order, with value semantics.
public struct Tensor<Scalar: TensorScalar>: Sendable, Equatable {
  /// The extent of each axis.
  public let shape: Shape
  @usableFromInline var storage: [Scalar]

  /// A tensor of the given elements in row-major order.
  @inlinable
  public init(_ shape: Shape, _ elements: [Scalar]) {
    precondition(
      elements.count == shape.count,
      "a tensor of shape \(shape) has \(shape.count) elements, not \(elements.count)")
    self.shape = shape
    storage = elements
  }

  /// A tensor with every element the same.
  @inlinable
  public init(_ shape: Shape, repeating element: Scalar = 0) {
    self.shape = shape
    storage = [Scalar](repeating: element, count: shape.count)
  }

  /// A tensor whose elements are written, all of them, by `fill`.
  @inlinable
  public init(_ shape: Shape, fill: (UnsafeMutableBufferPointer<Scalar>) -> Void) {
    let count = shape.count
    self.init(
      shape,
      [Scalar](unsafeUninitializedCapacity: count) { buffer, initialized in
        fill(UnsafeMutableBufferPointer(rebasing: buffer[0..<count]))
        initialized = count
      })
  }

  /// The elements in row-major order.
  @inlinable public var elements: [Scalar] { storage }

  /// The number of elements.
  @inlinable public var count: Int { storage.count }

  /// The element at a row-major offset.
  @inlinable
  public subscript(offset: Int) -> Scalar {
    get { storage[offset] }
    set { storage[offset] = newValue }
  }
}

// MARK: - Access without bounds checks

extension Tensor {
  /// Calls `body` with the elements in memory.
  @inlinable
  public func withElements<Result>(
    _ body: (UnsafeBufferPointer<Scalar>) -> Result
  ) -> Result {
    storage.withUnsafeBufferPointer(body)
  }

  /// Calls `body` with the elements in memory, to change in place.
  @inlinable
  public mutating func withMutableElements<Result>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) -> Result
  ) -> Result {
    storage.withUnsafeMutableBufferPointer { body($0) }
  }
}

// MARK: - Elementwise

extension Tensor {
  /// The tensor of `transform` of each element.
  @inlinable
  public func map(_ transform: (Scalar) -> Scalar) -> Tensor {
    Tensor(shape) { result in
      withElements { x in
        for i in 0..<x.count { result[i] = transform(x[i]) }
      }
    }
  }

  /// The tensor of `combine` of each pair of elements of two tensors of one shape.
  @inlinable
  public func combined(
    with other: Tensor, _ combine: (Scalar, Scalar) -> Scalar
  ) -> Tensor {
    precondition(shape == other.shape, "cannot combine \(shape) with \(other.shape)")
    return Tensor(shape) { result in
      withElements { x in
        other.withElements { y in
          for i in 0..<x.count { result[i] = combine(x[i], y[i]) }
        }
      }
    }
  }

  /// The sum of `term` of each element.
  @inlinable
  public func sum(of term: (Scalar) -> Scalar) -> Scalar {
    withElements { x in Tensor.sum(x.count) { term(x[$0]) } }
  }

  /// The sum of `term` of each index below `count`.
  ///
  /// Eight running sums for each run of 4,096 terms: the additions do not wait for each other, and the
  /// rounding error grows with the length of a run, not of the tensor. Additions of indices are not
  /// checked, as a possible trap between two terms keeps them from being added as one vector.
  @inlinable @inline(__always)
  public static func sum(_ count: Int, _ term: (Int) -> Scalar) -> Scalar {
    var total: Scalar = 0
    var start = 0
    while start < count {
      let end = Swift.min(start + 4096, count)
      var sums = SIMD8<Scalar>()
      var i = start
      while i &+ 8 <= end {
        sums += SIMD8(
          term(i), term(i &+ 1), term(i &+ 2), term(i &+ 3), term(i &+ 4), term(i &+ 5),
          term(i &+ 6), term(i &+ 7))
        i &+= 8
      }
      while i < end {
        sums[0] += term(i)
        i &+= 1
      }
      let four = sums.lowHalf + sums.highHalf
      total += (four[0] + four[1]) + (four[2] + four[3])
      start = end
    }
    return total
  }
}
