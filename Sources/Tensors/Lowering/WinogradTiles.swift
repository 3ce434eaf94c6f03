/// A convolution by 3×3 kernels, stride 1, as 16 small matrix products instead of one large one: 16
/// multiplications for 2×2 outputs, where the definition takes 36 (``Winograd``).
///
/// The output is cut into tiles of 2×2; each reads 4×4 of the image, two rows and columns of which it
/// shares with its neighbors. Image, kernel and output of a tile each become 4×4 numbers, and number k
/// of the output's is Σ_c of the products of the numbers k of kernel (o, c) and image c. So with
///
///     Uₖ [O, C] = the kernels, Vₖ [C, N·T] = the images, Mₖ [O, N·T] = the output, T tiles a sample
///
/// the convolution is Mₖ = Uₖ·Vₖ for k in 0 ..< 16. Each of the three rearrangements is linear, and
/// comes with its transpose, which is what the backward pass needs.
public struct WinogradTiles: Sendable {
  public let grid: WindowGrid
  public let channels: Int
  @usableFromInline let down: Int
  @usableFromInline let across: Int

  /// Nil where the windows are not 3×3 side by side.
  public init?(grid: WindowGrid, channels: Int) {
    for axis in [grid.rows, grid.columns] {
      guard axis.kernel == 3, axis.stride == 1, axis.dilation == 1 else { return nil }
    }
    self.grid = grid
    self.channels = channels
    down = (grid.rows.count + 1) / 2
    across = (grid.columns.count + 1) / 2
  }

  /// The tiles of some rows and columns of the output alone.
  init(_ tiles: WinogradTiles, rows: Range<Int>, columns: Range<Int>) {
    grid = tiles.grid.windows(rows: rows, columns: columns)
    channels = tiles.channels
    down = (rows.count + 1) / 2
    across = (columns.count + 1) / 2
  }

  /// T, the number of tiles a sample.
  @inlinable public var tiles: Int { down * across }
  @inlinable var imageArea: Int { grid.rows.size * grid.columns.size }
  @inlinable var windows: Int { grid.rows.count * grid.columns.count }
  /// The length of a row of an image with its padding, as far as tiles reach.
  @inlinable var paddedLength: Int { 2 * across + 2 }
  @inlinable var paddedArea: Int { paddedLength * (2 * down + 2) }
  /// The rows and columns of an image that tiles reach: all, unless the tiles are those of a part of the
  /// output.
  @inlinable var paddedRows: Range<Int> { reached(grid.rows, length: 2 * down + 2) }
  @inlinable var paddedColumns: Range<Int> { reached(grid.columns, length: paddedLength) }

  @inlinable
  func reached(_ axis: WindowAxis, length: Int) -> Range<Int> {
    let first = max(0, -axis.padding)
    return first..<max(first, min(axis.size, length - axis.padding))
  }
}
