/// Where the windows of a convolution or pooling lie on an image, computed in one place.
///
/// Output row r, kernel row k reads input row r·stride + k·dilation − padding; columns likewise.
/// The output has ⌊(size + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1 rows.
public struct WindowGeometry: Hashable, Sendable, CustomStringConvertible {
  /// A pair of sizes: of rows, and of columns.
  public struct Extent: Hashable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
    public let rows: Int
    public let columns: Int

    public init(_ rows: Int, _ columns: Int) {
      self.rows = rows
      self.columns = columns
    }

    /// The same for rows and columns.
    public init(integerLiteral both: Int) { self.init(both, both) }

    /// The product: the number of cells.
    public var area: Int { rows * columns }

    public var description: String { "\(rows)×\(columns)" }
  }

  public let kernel: Extent
  public let stride: Extent
  public let padding: Extent
  public let dilation: Extent

  public init(kernel: Extent, stride: Extent = 1, padding: Extent = 0, dilation: Extent = 1) {
    precondition(
      min(kernel.rows, kernel.columns, stride.rows, stride.columns) > 0
        && min(dilation.rows, dilation.columns) > 0 && min(padding.rows, padding.columns) >= 0,
      "kernel, stride and dilation are at least 1, padding at least 0")
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
  }

  /// The number of windows over an image, nil where not one fits.
  public func outputSize(for input: Extent) -> Extent? {
    func count(_ size: Int, _ kernel: Int, _ stride: Int, _ padding: Int, _ dilation: Int) -> Int? {
      let span = size + 2 * padding - dilation * (kernel - 1) - 1
      return size > 0 && span >= 0 ? span / stride + 1 : nil
    }
    guard
      let rows = count(input.rows, kernel.rows, stride.rows, padding.rows, dilation.rows),
      let columns = count(
        input.columns, kernel.columns, stride.columns, padding.columns, dilation.columns)
    else { return nil }
    return Extent(rows, columns)
  }

  /// Those of `count` windows along an axis whose cell `tap` of the kernel lies on the image: the
  /// windows w with 0 ≤ w·stride + tap·dilation − padding < size.
  @inlinable
  public static func windows(
    _ count: Int, reaching size: Int, tap: Int, stride: Int, padding: Int, dilation: Int
  ) -> Range<Int> {
    let offset = tap * dilation - padding
    let first = offset >= 0 ? 0 : (-offset + stride - 1) / stride
    let end = size - offset <= 0 ? 0 : min(count, (size - offset - 1) / stride + 1)
    return first..<max(first, end)
  }

  /// Kernel, then what differs from the default: "kernel 3×3, stride 2×2, padding 1×1".
  public var description: String {
    var parts = ["kernel \(kernel)"]
    if stride != 1 { parts.append("stride \(stride)") }
    if padding != 0 { parts.append("padding \(padding)") }
    if dilation != 1 { parts.append("dilation \(dilation)") }
    return parts.joined(separator: ", ")
  }
}
