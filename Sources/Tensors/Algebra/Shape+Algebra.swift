/// What operations on tensors make of shapes, and which shapes they refuse.
///
/// Each rule throws what is wrong in one sentence. An operation on tensors ends the program with the same
/// sentence, as it stands where only a mistake in the program breaks the rule: inside a layer, whose
/// `forward` has looked at its input, and in `backward`, which cannot throw. Where shapes come from
/// outside, ask the rule first:
///
///     let shape = try Shape.concatenation(of: tensors.map(\.shape), along: 1)
extension Shape {
  /// The shape that elements of this shape get when they are arranged anew, in the same order.
  ///
  /// - Throws: where the two differ in the number of elements.
  public func reshaped(_ shape: Shape) throws(InputError) -> Shape {
    guard shape.count == count else {
      throw InputError(
        "reshaped(\(shape))", expects: "\(shape.count) elements", got: "\(count) in \(self)")
    }
    return shape
  }

  /// The shape whose axis k is the axis `axes[k]` of this one.
  ///
  /// - Throws: where `axes` does not name every axis once.
  public func permuted(_ axes: [Int]) throws(InputError) -> Shape {
    guard axes.sorted() == Array(0..<rank) else {
      throw InputError(
        "permuted(\(axes)) of \(self)", expects: "each of the axes \(0..<rank) once",
        got: "\(axes)")
    }
    return Shape(axes.map { extents[$0] })
  }

  /// The shape of a matrix, or of each matrix of a batch, with rows and columns exchanged.
  ///
  /// - Throws: where there are fewer than two axes.
  public func transposed() throws(InputError) -> Shape {
    guard rank >= 2 else {
      throw InputError("transposed()", expects: "a matrix or a batch of them", got: "\(self)")
    }
    return Shape(extents.dropLast(2) + [extents[rank - 1], extents[rank - 2]])
  }

  /// The shape of what has the positions `range` of the axis `axis`, and everything along the others.
  ///
  /// - Throws: where there is no such axis, or no such position along it.
  public func slice(_ range: Range<Int>, along axis: Int) throws(InputError) -> Shape {
    let subject = "slice(\(range), along: \(axis)) of \(self)"
    try requireAxis(axis, subject)
    guard range.lowerBound >= 0, range.upperBound <= extents[axis] else {
      throw InputError(subject, expects: "a range within 0..<\(extents[axis])", got: "\(range)")
    }
    return replacing(extentOf: axis, with: range.count)
  }

  /// The shape of tensors one after the other along `axis`.
  ///
  /// - Throws: where there is no shape, no such axis, or two shapes that differ along another axis.
  public static func concatenation(
    of shapes: [Shape], along axis: Int
  ) throws(InputError) -> Shape {
    let subject = "a concatenation along axis \(axis)"
    guard let first = shapes.first else {
      throw InputError(subject, expects: "one tensor or more", got: "none")
    }
    try first.requireAxis(axis, subject)
    var extent = 0
    for (position, shape) in shapes.enumerated() {
      guard shape.rank == first.rank,
        shape.replacing(extentOf: axis, with: 0) == first.replacing(extentOf: axis, with: 0)
      else {
        throw InputError(
          subject, expects: "shapes that are the same along all other axes",
          got: "\(first) and, at position \(position), \(shape)")
      }
      extent += shape[axis]
    }
    return first.replacing(extentOf: axis, with: extent)
  }

  /// The shapes of pieces of the given extents, which make up this shape along `axis`.
  ///
  /// - Throws: where there is no such axis, or the extents do not add up to that of the axis.
  public func split(into extents: [Int], along axis: Int) throws(InputError) -> [Shape] {
    let subject = "split(into: \(extents), along: \(axis)) of \(self)"
    try requireAxis(axis, subject)
    guard extents.allSatisfy({ (0...self[axis]).contains($0) }),
      // Each extent is at most that of the axis, so that the sum overflows for no list in memory.
      extents.reduce(0, +) == self[axis]
    else {
      throw InputError(
        subject, expects: "extents that add up to \(self[axis])", got: "\(extents)")
    }
    return extents.map { replacing(extentOf: axis, with: $0) }
  }

  /// The shape of the product of two matrices, or of each pair of two batches of matrices.
  ///
  /// - Throws: where one of them is no matrix, the batches differ, or the inner extents do.
  public func matrixProduct(
    with other: Shape, transposing: MatrixFactors = []
  ) throws(InputError) -> Shape {
    let subject =
      "the matrix product of \(self)\(transposing.contains(.left) ? "ᵀ" : "") and "
      + "\(other)\(transposing.contains(.right) ? "ᵀ" : "")"
    guard rank >= 2, other.rank == rank, extents.dropLast(2) == other.extents.dropLast(2) else {
      throw InputError(
        subject, expects: "two matrices, or two batches of as many", got: "\(self) and \(other)")
    }
    let left = transposing.contains(.left) ? try transposed() : self
    let right = transposing.contains(.right) ? try other.transposed() : other
    guard left[rank - 1] == right[rank - 2] else {
      throw InputError(
        subject, expects: "as many columns on the left as rows on the right",
        got: "\(left[rank - 1]) and \(right[rank - 2])")
    }
    return Shape(extents.dropLast(2) + [left[rank - 2], right[rank - 1]])
  }

  private func requireAxis(_ axis: Int, _ subject: String) throws(InputError) {
    guard extents.indices.contains(axis) else {
      throw InputError(subject, expects: "an axis of \(self), 0..<\(rank)", got: "\(axis)")
    }
  }

  private func replacing(extentOf axis: Int, with extent: Int) -> Shape {
    var extents = extents
    extents[axis] = extent
    return Shape(extents)
  }
}

extension Shape {
  /// What a rule gives; where it is broken, the end of the program with the rule's own sentence.
  ///
  /// Not a `precondition`, which says nothing in an optimized build.
  static func required<Result>(_ rule: () throws(InputError) -> Result) -> Result {
    do throws(InputError) { return try rule() } catch { fatalError(error.description) }
  }

  /// Ends the program where the tensors of an elementwise operation differ in shape.
  static func requireEqual(_ operation: StaticString, _ left: Shape, _ right: Shape) {
    guard left == right else {
      fatalError("x \(operation) y expects tensors of one shape, got \(left) and \(right)")
    }
  }
}
