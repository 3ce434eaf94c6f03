/// The windows over images as the columns of a matrix (im2col), so that a convolution becomes a
/// matrix product; and the transpose of that rearrangement.
///
/// For images [N, C, H, W] the matrix has a row for each tap (c, i, j) of the kernel, C·kh·kw in all,
/// and a column for each window (n, r, s), N·OH·OW in all. Entries on the padding are 0.
public struct WindowColumns: Sendable {
  public let grid: WindowGrid
  public let channels: Int

  public init(grid: WindowGrid, channels: Int) {
    self.grid = grid
    self.channels = channels
  }

  /// The rows of the matrix: taps over all channels.
  @inlinable public var taps: Int { channels * grid.rows.kernel * grid.columns.kernel }
  /// The columns of the matrix for each sample: windows.
  @inlinable public var windows: Int { grid.rows.count * grid.columns.count }
  @inlinable var imageArea: Int { grid.rows.size * grid.columns.size }

  /// Writes the matrix for `samples` images that start at `images`.
  @inlinable
  public func gather<Scalar: TensorScalar>(
    _ images: UnsafePointer<Scalar>, samples: Int, into matrix: UnsafeMutablePointer<Scalar>
  ) {
    let (down, across) = (grid.rows, grid.columns)
    var row = matrix
    for channel in 0..<channels {
      for i in 0..<down.kernel {
        let valid = down.windows(withTapOnImage: i)
        for j in 0..<across.kernel {
          let inside = across.windows(withTapOnImage: j)
          let shift = across.position(window: 0, tap: j)
          for n in 0..<samples {
            let image = images + (n * channels + channel) * imageArea
            var out = row + n * windows
            for r in 0..<down.count {
              if valid.contains(r) {
                let source = image + down.position(window: r, tap: i) * across.size + shift
                for s in 0..<inside.lowerBound { out[s] = 0 }
                if across.stride == 1 {
                  (out + inside.lowerBound).update(
                    from: source + inside.lowerBound, count: inside.count)
                } else {
                  for s in inside { out[s] = source[s * across.stride] }
                }
                for s in inside.upperBound..<across.count { out[s] = 0 }
              } else {
                out.update(repeating: 0, count: across.count)
              }
              out += across.count
            }
          }
          row += samples * windows
        }
      }
    }
  }

  /// Adds each entry of the matrix to the pixel that it was gathered from: the transpose of
  /// ``gather(_:samples:into:)``.
  @inlinable
  public func scatter<Scalar: TensorScalar>(
    _ matrix: UnsafePointer<Scalar>, samples: Int, addingTo images: UnsafeMutablePointer<Scalar>
  ) {
    let (down, across) = (grid.rows, grid.columns)
    var row = matrix
    for channel in 0..<channels {
      for i in 0..<down.kernel {
        let valid = down.windows(withTapOnImage: i)
        for j in 0..<across.kernel {
          let inside = across.windows(withTapOnImage: j)
          let shift = across.position(window: 0, tap: j)
          for n in 0..<samples {
            let image = images + (n * channels + channel) * imageArea
            let entries = row + n * windows
            for r in valid {
              let source = entries + r * across.count
              let target = image + down.position(window: r, tap: i) * across.size + shift
              for s in inside { target[s * across.stride] += source[s] }
            }
          }
          row += samples * windows
        }
      }
    }
  }
}
