/// A convolution as one matrix product: the windows over the images as the columns of a matrix (im2col).
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
  @inlinable public var taps: Int { channels * kernelArea }
  /// The columns of the matrix for each sample: windows.
  @inlinable public var windows: Int { grid.rows.count * grid.columns.count }
  @inlinable var kernelArea: Int { grid.rows.kernel * grid.columns.kernel }
  @inlinable var imageArea: Int { grid.rows.size * grid.columns.size }

  /// Writes the matrix for `samples` images.
  @inlinable
  func lower<Scalar: TensorScalar>(
    images: UnsafePointer<Scalar>, samples: Int, into v: Matrices<Scalar>
  ) {
    let (down, across, windows) = (grid.rows, grid.columns, windows)
    Cores.forEachRange(of: samples * channels, cost: windows * kernelArea) { range in
      for plane in range {
        let (n, channel) = plane.quotientAndRemainder(dividingBy: channels)
        let image = images + plane * imageArea
        var row = v.start + (channel * kernelArea * samples + n) * windows
        for i in 0..<down.kernel {
          let valid = down.windows(withTapOnImage: i)
          for j in 0..<across.kernel {
            let inside = across.windows(withTapOnImage: j)
            let shift = across.position(window: 0, tap: j)
            var out = row
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
            row += samples * windows
          }
        }
      }
    }
  }

  /// Writes to each pixel the sum of the entries that were copied from it: the transpose of
  /// ``lower(images:samples:into:)``.
  @inlinable
  func raise<Scalar: TensorScalar>(
    images v: Matrices<Scalar>, samples: Int, into images: UnsafeMutablePointer<Scalar>
  ) {
    let (down, across, windows) = (grid.rows, grid.columns, windows)
    Cores.forEachRange(of: samples * channels, cost: windows * kernelArea) { range in
      for plane in range {
        let (n, channel) = plane.quotientAndRemainder(dividingBy: channels)
        let image = images + plane * imageArea
        image.update(repeating: 0, count: imageArea)
        var row = v.start + (channel * kernelArea * samples + n) * windows
        for i in 0..<down.kernel {
          let valid = down.windows(withTapOnImage: i)
          for j in 0..<across.kernel {
            let inside = across.windows(withTapOnImage: j)
            let shift = across.position(window: 0, tap: j)
            for r in valid {
              let source = row + r * across.count
              let target = image + down.position(window: r, tap: i) * across.size + shift
              for s in inside { target[s * across.stride] += source[s] }
            }
            row += samples * windows
          }
        }
      }
    }
  }

  /// The outputs of the product [O, N·OH·OW], each channel plus its bias.
  @inlinable
  func raise<Scalar: TensorScalar>(
    outputs m: Matrices<Scalar>, bias: UnsafeBufferPointer<Scalar>,
    to y: UnsafeMutablePointer<Scalar>, sampleStride: Int, samples: Int
  ) {
    let windows = windows
    Cores.forEachRange(of: m.rows, cost: samples * windows) { range in
      for o in range {
        let shift = bias[o]
        for n in 0..<samples {
          let source = m.start + (o * samples + n) * windows
          let target = y + n * sampleStride + o * windows
          for p in 0..<windows { target[p] = source[p] + shift }
        }
      }
    }
  }

  /// The product of outputs: the transpose of ``raise(outputs:bias:to:sampleStride:samples:)`` without
  /// its bias.
  @inlinable
  func lower<Scalar: TensorScalar>(
    outputs g: UnsafePointer<Scalar>, sampleStride: Int, samples: Int, into m: Matrices<Scalar>
  ) {
    let windows = windows
    Cores.forEachRange(of: m.rows, cost: samples * windows) { range in
      for o in range {
        for n in 0..<samples {
          (m.start + (o * samples + n) * windows).update(
            from: g + n * sampleStride + o * windows, count: windows)
        }
      }
    }
  }
}
