extension Tensor {
  /// The tensor whose axis k is the axis `axes[k]` of this one: yᵢⱼ… has the element of x whose index
  /// along the axis `axes[k]` is the k-th of i, j, ….
  ///
  ///     images.permuted([0, 2, 3, 1])   // [N, C, H, W] → [N, H, W, C]
  ///
  /// - Precondition: `axes` names every axis once (``Shape/permuted(_:)``).
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func permuted(_ axes: [Int]) -> Tensor {
    let result = Shape.required { () throws(InputError) in try shape.permuted(axes) }
    let order = Permutation(of: shape, axes)
    if order.isIdentity { return Tensor(result, elements) }
    return Tensor(result) { target in
      withElements { source in order.move(source, into: target) }
    }
  }

  /// The transpose of a matrix, or of each matrix of a batch: the last two axes exchanged.
  ///
  /// A matrix product takes transposes of its factors without moving an element
  /// (``matrixProduct(with:transposing:)``).
  ///
  /// - Precondition: there are two axes or more.
  public func transposed() -> Tensor {
    _ = Shape.required { () throws(InputError) in try shape.transposed() }
    let last = shape.rank - 1
    return permuted(Array(0..<last - 1) + [last, last - 1])
  }
}

/// Where the elements of a tensor go when its axes are permuted.
struct Permutation {
  /// An axis of the result.
  struct Axis: Equatable {
    var extent: Int
    /// The distance between neighbors along it in the source.
    var stride: Int
  }

  /// The axes of the result, outermost first, in as few as have the same effect: axes of extent 1 do not
  /// matter, and neighbors that stay neighbors are one axis.
  let axes: [Axis]

  init(of shape: Shape, _ order: [Int]) {
    var axes: [Axis] = []
    for axis in order where shape[axis] != 1 {
      let next = Axis(extent: shape[axis], stride: shape.stride(of: axis))
      if let outer = axes.last, outer.stride == next.extent * next.stride {
        axes[axes.count - 1] = Axis(extent: outer.extent * next.extent, stride: next.stride)
      } else {
        axes.append(next)
      }
    }
    self.axes = axes
  }

  var isIdentity: Bool {
    axes.isEmpty || axes.contains { $0.extent == 0 } || (axes.count == 1 && axes[0].stride == 1)
  }

  /// Copies the elements of `source` in the order of the result.
  ///
  /// The axis that is innermost in the source and the one that is innermost in the result make a matrix:
  /// runs that are copied where the two are one, else a transpose, in blocks that a cache holds.
  @inline(__always)
  func move<Scalar>(
    _ source: UnsafeBufferPointer<Scalar>, into target: UnsafeMutableBufferPointer<Scalar>
  ) {
    guard let source = source.baseAddress, let target = target.baseAddress,
      let across = axes.last,
      let place = axes.firstIndex(where: { $0.stride == 1 })
    else { return }
    let strides = targetStrides
    let isRun = place == axes.count - 1
    // What the loop below goes through, other than the matrix.
    let others = axes.indices.dropLast().filter { $0 != place || isRun }
    var index = [Int](repeating: 0, count: others.count)
    var (from, to) = (0, 0)
    while true {
      if isRun {
        (target + to).update(from: source + from, count: across.extent)
      } else {
        transpose(
          source + from, rows: across.extent, stride: across.stride, columns: axes[place].extent,
          into: target + to, stride: strides[place])
      }
      // The next index of the others, the last fastest.
      var position = others.count - 1
      while position >= 0 {
        let axis = others[position]
        index[position] += 1
        from += axes[axis].stride
        to += strides[axis]
        if index[position] < axes[axis].extent { break }
        from -= index[position] * axes[axis].stride
        to -= index[position] * strides[axis]
        index[position] = 0
        position -= 1
      }
      if position < 0 { return }
    }
  }

  /// The distance between neighbors along each axis in the result.
  private var targetStrides: [Int] {
    var strides = [Int](repeating: 1, count: axes.count)
    for axis in axes.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * axes[axis + 1].extent
    }
    return strides
  }

  /// Writes the transpose of a matrix whose rows lie `stride` apart, into rows `targetStride` apart.
  @inline(__always)
  private func transpose<Scalar>(
    _ source: UnsafePointer<Scalar>, rows: Int, stride: Int, columns: Int,
    into target: UnsafeMutablePointer<Scalar>, stride targetStride: Int
  ) {
    // A block of doubles is 8 kB on either side.
    let side = 32
    for top in Swift.stride(from: 0, to: rows, by: side) {
      let bottom = min(top + side, rows)
      for left in Swift.stride(from: 0, to: columns, by: side) {
        for column in left..<min(left + side, columns) {
          for row in top..<bottom {
            target[column &* targetStride &+ row] = source[row &* stride &+ column]
          }
        }
      }
    }
  }
}
