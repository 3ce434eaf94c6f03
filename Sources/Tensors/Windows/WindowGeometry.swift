/// The windows of a convolution or a pooling: their size, and how they are laid over an image.
public struct WindowGeometry: Hashable, Sendable, CustomStringConvertible {
  public let kernel: Extent
  public let stride: Extent
  public let padding: Extent
  public let dilation: Extent
  /// Whether a last window may reach beyond the padding, so that no pixel is left out.
  public let roundsUp: Bool

  public init(
    kernel: Extent, stride: Extent = 1, padding: Extent = 0, dilation: Extent = 1,
    roundsUp: Bool = false
  ) {
    precondition(
      min(kernel.rows, kernel.columns, stride.rows, stride.columns) > 0
        && min(dilation.rows, dilation.columns) > 0 && min(padding.rows, padding.columns) >= 0,
      "kernel, stride and dilation are at least 1, padding at least 0")
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    self.roundsUp = roundsUp
  }

  /// The windows over an image of this size, nil where not one fits.
  public func grid(over image: Extent) -> WindowGrid? {
    let rows = WindowAxis(
      size: image.rows, kernel: kernel.rows, stride: stride.rows, padding: padding.rows,
      dilation: dilation.rows, roundsUp: roundsUp)
    let columns = WindowAxis(
      size: image.columns, kernel: kernel.columns, stride: stride.columns,
      padding: padding.columns, dilation: dilation.columns, roundsUp: roundsUp)
    guard rows.count > 0, columns.count > 0 else { return nil }
    return WindowGrid(rows: rows, columns: columns)
  }

  /// Kernel, then what differs from the default: "kernel 3×3, stride 2×2, padding 1×1".
  public var description: String {
    var parts = ["kernel \(kernel)"]
    if stride != 1 { parts.append("stride \(stride)") }
    if padding != 0 { parts.append("padding \(padding)") }
    if dilation != 1 { parts.append("dilation \(dilation)") }
    if roundsUp { parts.append("rounded up") }
    return parts.joined(separator: ", ")
  }
}

/// A size in rows and columns.
public struct Extent: Hashable, Sendable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  public let rows: Int
  public let columns: Int

  public init(_ rows: Int, _ columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// The same for rows and columns.
  public init(integerLiteral both: Int) { self.init(both, both) }

  /// The number of cells.
  public var area: Int { rows * columns }

  public var description: String { "\(rows)×\(columns)" }
}
