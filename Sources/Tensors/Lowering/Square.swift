/// Numbers in a row or column of a ``Square``.
@usableFromInline
struct Line<Scalar: TensorScalar> {
  @usableFromInline typealias Lanes = SIMD4<Scalar>

  @usableFromInline let start: UnsafeMutablePointer<Scalar>
  @usableFromInline let distance: Int

  @inlinable @inline(__always)
  init(_ start: UnsafeMutablePointer<Scalar>, distance: Int) {
    self.start = start
    self.distance = distance
  }

  @inlinable
  subscript(position: Int) -> Lanes {
    @inline(__always) get {
      let first = start + position * distance
      return Lanes(first[0], first[1], first[2], first[3])
    }
    @inline(__always) nonmutating set {
      let first = start + position * distance
      first[0] = newValue.x
      first[1] = newValue.y
      first[2] = newValue.z
      first[3] = newValue.w
    }
  }
}

/// Rows and columns of numbers in memory, of four tiles or kernels at a time: the four numbers of one place
/// are neighbors.
@usableFromInline
struct Square<Scalar: TensorScalar> {
  @usableFromInline let start: UnsafeMutablePointer<Scalar>
  @usableFromInline let rowDistance: Int
  @usableFromInline let columnDistance: Int

  @inlinable @inline(__always)
  init(_ start: UnsafeMutablePointer<Scalar>, rowDistance: Int, columnDistance: Int) {
    self.start = start
    self.rowDistance = rowDistance
    self.columnDistance = columnDistance
  }

  @inlinable @inline(__always)
  func row(_ row: Int) -> Line<Scalar> {
    Line(start + row * rowDistance, distance: columnDistance)
  }

  @inlinable @inline(__always)
  func column(_ column: Int) -> Line<Scalar> {
    Line(start + column * columnDistance, distance: rowDistance)
  }
}
