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
    forEachPlane(of: v, samples: samples) { plane, frame, entries in
      let image = images + plane * imageArea
      forEachRowOnImage { pixel, place, length in
        for i in 0..<length { frame[place + i] = image[pixel + i] }
      }
      forEachRowOfWindows(samples: samples) { window, place, count in
        let (target, source) = (entries + window, frame + place)
        var s = 0
        if grid.columns.stride == 1 {
          while s &+ 8 <= count {
            (target + s).eight = (source + s).eight
            s &+= 8
          }
        }
        while s < count {
          target[s] = source[s &* grid.columns.stride]
          s &+= 1
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
    forEachPlane(of: v, samples: samples) { plane, frame, entries in
      frame.update(repeating: 0, count: grid.rows.span * grid.columns.span)
      forEachRowOfWindows(samples: samples) { window, place, count in
        let (source, target) = (entries + window, frame + place)
        var s = 0
        if grid.columns.stride == 1 {
          while s &+ 8 <= count {
            (target + s).eight += (source + s).eight
            s &+= 8
          }
        }
        while s < count {
          target[s &* grid.columns.stride] += source[s]
          s &+= 1
        }
      }
      let image = images + plane * imageArea
      image.update(repeating: 0, count: imageArea)
      forEachRowOnImage { pixel, place, length in
        for i in 0..<length { image[pixel + i] = frame[place + i] }
      }
    }
  }

  /// Calls `body` with each plane, one channel of one image; a frame for it, which is the image with its
  /// padding, 0, as far as windows read it; and its first entry in the matrix.
  @inlinable @inline(__always)
  func forEachPlane<Scalar: TensorScalar>(
    of v: Matrices<Scalar>, samples: Int,
    _ body: (
      _ plane: Int, _ frame: UnsafeMutablePointer<Scalar>, _ entries: UnsafeMutablePointer<Scalar>
    ) -> Void
  ) {
    let area = grid.rows.span * grid.columns.span
    Cores.forEachRange(of: samples * channels, cost: windows * kernelArea) { range in
      let frame = UnsafeMutablePointer<Scalar>.allocate(capacity: area)
      defer { frame.deallocate() }
      frame.initialize(repeating: 0, count: area)
      for plane in range {
        let (n, channel) = plane.quotientAndRemainder(dividingBy: channels)
        body(plane, frame, v.start + (channel * kernelArea * samples + n) * windows)
      }
    }
  }

  /// Calls `body` with each row of a plane that is on the image: its first pixel, the place of that in the
  /// frame, and its length.
  @inlinable @inline(__always)
  func forEachRowOnImage(_ body: (_ pixel: Int, _ place: Int, _ length: Int) -> Void) {
    let (down, across) = (grid.rows, grid.columns)
    let columns = across.spanOnImage
    for row in down.spanOnImage {
      body(
        (row - down.padding) * across.size + columns.lowerBound - across.padding,
        row * across.span + columns.lowerBound, columns.count)
    }
  }

  /// Calls `body` for each tap with each row of windows: the entry of its first window, counted from the
  /// plane's first, the place in the frame that this reads, and the number of windows.
  @inlinable @inline(__always)
  func forEachRowOfWindows(
    samples: Int, _ body: (_ window: Int, _ place: Int, _ count: Int) -> Void
  ) {
    let (down, across, length) = (grid.rows, grid.columns, grid.columns.span)
    var tap = 0
    for i in 0..<down.kernel {
      for j in 0..<across.kernel {
        var place = i * down.dilation * length + j * across.dilation
        for r in 0..<down.count {
          body(tap + r * across.count, place, across.count)
          place += down.stride * length
        }
        tap += samples * windows
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

extension UnsafePointer where Pointee: TensorScalar {
  /// Eight elements from here on, wherever they start.
  @inlinable
  var eight: SIMD8<Pointee> { UnsafeRawPointer(self).loadUnaligned(as: SIMD8<Pointee>.self) }
}

extension UnsafeMutablePointer where Pointee: TensorScalar {
  /// Eight elements from here on, wherever they start.
  @inlinable
  var eight: SIMD8<Pointee> {
    get { UnsafePointer(self).eight }
    nonmutating set {
      UnsafeMutableRawPointer(self).storeBytes(of: newValue, as: SIMD8<Pointee>.self)
    }
  }
}
