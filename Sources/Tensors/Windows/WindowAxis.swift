/// The windows along one axis of an image: where each lies, and which of its taps are on the image.
///
/// Tap k of window w reads position w·stride + k·dilation − padding; outside 0 ..< size is padding.
/// There are ⌊(size + 2·padding − dilation·(kernel − 1) − 1) / stride⌋ + 1 windows; rounded up where the last
/// one may reach beyond the padding, but not so that it would begin there.
public struct WindowAxis: Hashable, Sendable {
  /// The image's extent.
  public let size: Int
  /// The number of taps of a window.
  public let kernel: Int
  public let stride: Int
  public let padding: Int
  public let dilation: Int
  /// The number of windows: the output's extent.
  public let count: Int

  init(
    size: Int, kernel: Int, stride: Int, padding: Int, dilation: Int, roundsUp: Bool = false
  ) {
    self.size = size
    self.kernel = kernel
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
    let room = size + 2 * padding - dilation * (kernel - 1) - 1
    var count = size > 0 && room >= 0 ? room / stride + 1 : 0
    if roundsUp, count > 0, room % stride > 0, count * stride < size + padding { count += 1 }
    self.count = count
  }

  /// Some of the windows of another axis: the first of them is window 0 of this one.
  private init(_ range: Range<Int>, of axis: WindowAxis) {
    size = axis.size
    kernel = axis.kernel
    stride = axis.stride
    padding = axis.padding - range.lowerBound * axis.stride
    dilation = axis.dilation
    count = range.count
  }

  /// These windows alone; as if the image had less padding in front of it, less than none even.
  public func windows(_ range: Range<Int>) -> WindowAxis { WindowAxis(range, of: self) }

  /// The windows between the first and the last that read this position of the image.
  public func windows(reading position: Int) -> Range<Int> {
    let last = (position + padding) / stride
    let distance = position + padding - dilation * (kernel - 1)
    let first = distance <= 0 ? 0 : (distance + stride - 1) / stride
    return min(first, count)..<max(min(first, count), min(last + 1, count))
  }

  /// The position that a tap of a window reads; negative or ≥ `size` on the padding.
  @inlinable
  public func position(window: Int, tap: Int) -> Int { window * stride + tap * dilation - padding }

  /// The number of positions from the first to the last that a window reads, those on the padding
  /// included. On the image they are those of ``spanOnImage``, counted from the first.
  @inlinable public var span: Int {
    count > 0 ? (count - 1) * stride + dilation * (kernel - 1) + 1 : 0
  }
  @inlinable public var spanOnImage: Range<Int> {
    (padding..<padding + size).clamped(to: 0..<span)
  }

  /// The taps of a window that lie on the image.
  @inlinable
  public func taps(onImageInWindow window: Int) -> Range<Int> {
    let start = window * stride - padding
    let first = start >= 0 ? 0 : (dilation - 1 - start) / dilation
    let end = start >= size ? 0 : min(kernel, (size - 1 - start) / dilation + 1)
    return min(first, end)..<end
  }
}

extension WindowAxis {
  /// ``taps(onImageInWindow:)`` of every window, for loops that would divide anew in each.
  @inlinable public var tapsOnImage: [Range<Int>] { (0..<count).map(taps(onImageInWindow:)) }
}

/// The windows over an image, row by row.
public struct WindowGrid: Hashable, Sendable {
  public let rows: WindowAxis
  public let columns: WindowAxis

  /// The windows of some rows and columns alone.
  public func windows(rows: Range<Int>, columns: Range<Int>) -> WindowGrid {
    WindowGrid(rows: self.rows.windows(rows), columns: self.columns.windows(columns))
  }

  /// The number of windows down and across.
  public var outputSize: Extent { Extent(rows.count, columns.count) }
}
