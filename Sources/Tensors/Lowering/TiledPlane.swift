/// How tiles lie over a plane, which is one channel of an image or of an output: squares, some steps
/// apart, that may share rows and columns and reach over the edge.
@usableFromInline
struct TiledPlane {
  /// One of the two directions.
  @usableFromInline
  struct Axis {
    /// The plane's extent in memory.
    @usableFromInline let size: Int
    /// Where it starts, seen from the start of the first tile.
    @usableFromInline let offset: Int
    /// The number of tiles.
    @usableFromInline let count: Int
    /// From the start of the first tile to the end of the last.
    @usableFromInline let length: Int

    @inlinable
    init(size: Int, offset: Int, tiles count: Int, side: Int, step: Int) {
      self.size = size
      self.offset = offset
      self.count = count
      length = step * (count - 1) + side
    }

    /// What tiles reach: all, unless they are those of a part of the output.
    @inlinable var reached: Range<Int> {
      let first = max(0, -offset)
      return first..<max(first, min(size, length - offset))
    }
  }

  @usableFromInline let rows: Axis
  @usableFromInline let columns: Axis
  @usableFromInline let step: Int

  @inlinable
  init(rows: Axis, columns: Axis, step: Int) {
    self.rows = rows
    self.columns = columns
    self.step = step
  }

  @inlinable var tiles: Int { rows.count * columns.count }
  /// The numbers of a copy that has all that tiles read.
  @inlinable var area: Int { rows.length * columns.length }
  /// The planes whose tiles are worked on together: one, or so many that these come to fours.
  @inlinable var together: Int { tiles % 4 == 0 ? 1 : 4 }

  /// Where the tiles of some copies start, four by four.
  @inlinable var places: [SIMD4<Int>] {
    let (tiles, area) = (tiles, area)
    func place(_ tile: Int) -> Int {
      let (plane, tile) = tile.quotientAndRemainder(dividingBy: tiles)
      let (row, column) = tile.quotientAndRemainder(dividingBy: columns.count)
      return plane * area + step * (row * columns.length + column)
    }
    return (0..<together * tiles / 4).map { four in
      SIMD4(place(4 * four), place(4 * four + 1), place(4 * four + 2), place(4 * four + 3))
    }
  }

  /// V of the planes of some samples, a row for each channel.
  @inlinable
  func lower<Map: TileMap, Scalar: TensorScalar>(
    _ map: Map.Type, _ planes: UnsafePointer<Scalar>, sampleStride: Int, samples: Int,
    into v: Matrices<Scalar>
  ) {
    let (tiles, together) = (tiles, together)
    let cost = 4 * Map.products * Map.products * samples * tiles
    Cores.forEachRange(of: v.rows, cost: cost) { channels in
      let bench = TileBench<Map, Scalar>()
      let copy = UnsafeMutablePointer<Scalar>.allocate(capacity: together * area)
      defer { copy.deallocate() }
      copy.update(repeating: 0, count: together * area)
      let places = places
      for channel in channels {
        let plane = planes + channel * rows.size * columns.size
        var target = v.start + channel * samples * tiles
        for first in Swift.stride(from: 0, to: samples, by: together) {
          let count = min(together, samples - first)
          for n in 0..<count {
            self.copy(plane + (first + n) * sampleStride, into: copy + n * area)
          }
          for tile in Swift.stride(from: 0, to: count * tiles, by: 4) {
            bench.lower(
              copy, at: places[tile / 4], rowLength: columns.length,
              count: min(4, count * tiles - tile), to: target + tile, stride: v.stride)
          }
          target += count * tiles
        }
      }
    }
  }

  /// The planes of V: the transpose of ``lower(_:_:sampleStride:samples:into:)``, plus a bias for each
  /// channel, if any.
  @inlinable
  func raise<Map: TileMap, Scalar: TensorScalar>(
    _ map: Map.Type, _ v: Matrices<Scalar>, bias: UnsafeBufferPointer<Scalar>? = nil,
    to planes: UnsafeMutablePointer<Scalar>, sampleStride: Int, samples: Int
  ) {
    let (tiles, together) = (tiles, together)
    let cost = 4 * Map.products * Map.products * samples * tiles
    Cores.forEachRange(of: v.rows, cost: cost) { channels in
      let bench = TileBench<Map, Scalar>()
      let copy = UnsafeMutablePointer<Scalar>.allocate(capacity: together * area)
      defer { copy.deallocate() }
      let places = places
      for channel in channels {
        let plane = planes + channel * rows.size * columns.size
        var source = v.start + channel * samples * tiles
        for first in Swift.stride(from: 0, to: samples, by: together) {
          let count = min(together, samples - first)
          copy.update(repeating: bias?[channel] ?? 0, count: count * area)
          for tile in Swift.stride(from: 0, to: count * tiles, by: 4) {
            bench.raise(
              source + tile, stride: v.stride, to: copy, at: places[tile / 4],
              rowLength: columns.length, count: min(4, count * tiles - tile))
          }
          for n in 0..<count {
            self.copy(copy + n * area, back: plane + (first + n) * sampleStride)
          }
          source += count * tiles
        }
      }
    }
  }

  @inlinable @inline(__always)
  func copy<Scalar: TensorScalar>(
    _ plane: UnsafePointer<Scalar>, into copy: UnsafeMutablePointer<Scalar>
  ) {
    forEachPlace { copy[$1] = plane[$0] }
  }

  @inlinable @inline(__always)
  func copy<Scalar: TensorScalar>(
    _ copy: UnsafePointer<Scalar>, back plane: UnsafeMutablePointer<Scalar>
  ) {
    forEachPlace { plane[$0] = copy[$1] }
  }

  /// Calls `body` with every place in a plane that tiles reach, and where it is in the copy.
  @inlinable @inline(__always)
  func forEachPlace(_ body: (_ plane: Int, _ copy: Int) -> Void) {
    let (width, inside) = (columns.size, columns.reached)
    let first = rows.offset * columns.length + columns.offset
    for row in rows.reached {
      let (plane, copy) = (row * width, first + row * columns.length)
      for i in inside { body(plane + i, copy + i) }
    }
  }
}
