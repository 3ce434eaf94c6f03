/// Where a ``TileMap`` is applied to four squares at a time, of tiles or kernels, with the memory that
/// this takes.
@usableFromInline
struct TileBench<Map: TileMap, Scalar: TensorScalar>: ~Copyable {
  @usableFromInline let memory: UnsafeMutablePointer<Scalar>
  /// The squares themselves.
  @usableFromInline let small: Square<Scalar>
  /// What becomes of their columns.
  @usableFromInline let half: Square<Scalar>
  /// What becomes of them where there are less than four.
  @usableFromInline let large: Square<Scalar>

  @inlinable
  init() {
    let (side, products) = (Map.side, Map.products)
    memory = .allocate(capacity: 4 * (side + products) * (side + products))
    small = Square(memory, rowDistance: 4 * side, columnDistance: 4)
    half = Square(memory + 4 * side * side, rowDistance: 4 * side, columnDistance: 4)
    large = Square(
      memory + 4 * side * (side + products), rowDistance: 4 * products, columnDistance: 4)
  }

  @inlinable
  deinit { memory.deallocate() }

  /// Writes what the map makes of squares in rows of `rowLength`, to one place of each matrix and
  /// its neighbors.
  ///
  /// - Parameters:
  ///   - places: Where the squares start.
  ///   - count: The number of squares whose result is written, one to four.
  @inlinable @inline(__always)
  func lower(
    _ x: UnsafePointer<Scalar>, at places: SIMD4<Int>, rowLength: Int, count: Int,
    to v: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    let (a, b, c, d) = (x + places.x, x + places.y, x + places.z, x + places.w)
    for row in 0..<Map.side {
      for column in 0..<Map.side {
        let i = row * rowLength + column
        small.row(row)[column] = SIMD4(a[i], b[i], c[i], d[i])
      }
    }
    if count == 4 {
      let matrices = Square(v, rowDistance: Map.products * stride, columnDistance: stride)
      Map.lower(small, to: matrices, over: half)
    } else {
      Map.lower(small, to: large, over: half)
      for k in 0..<Map.products * Map.products {
        for lane in 0..<count { v[k * stride + lane] = large.start[4 * k + lane] }
      }
    }
  }

  /// Adds what the map's transpose makes of one place of each matrix and its neighbors, to squares.
  @inlinable @inline(__always)
  func raise(
    _ v: UnsafeMutablePointer<Scalar>, stride: Int,
    to x: UnsafeMutablePointer<Scalar>, at places: SIMD4<Int>, rowLength: Int, count: Int
  ) {
    // Behind the last square, numbers of others, or of the gap between two matrices, which nobody uses.
    let matrices = Square(v, rowDistance: Map.products * stride, columnDistance: stride)
    Map.raise(matrices, to: small, over: half)
    for lane in 0..<count {
      let target = x + places[lane]
      for row in 0..<Map.side {
        for column in 0..<Map.side {
          target[row * rowLength + column] += small.start[4 * (row * Map.side + column) + lane]
        }
      }
    }
  }
}
