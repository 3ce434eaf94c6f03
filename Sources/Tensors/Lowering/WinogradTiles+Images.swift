extension WinogradTiles {
  /// V of `samples` images.
  @inlinable
  func lower<Scalar: TensorScalar>(
    images: UnsafePointer<Scalar>, samples: Int, into v: Matrices<Scalar>
  ) {
    typealias W = Winograd<Scalar>
    let (length, stride) = (paddedLength, v.stride)
    Cores.forEachRange(of: channels, cost: samples * tiles * 64) { range in
      let padded = UnsafeMutablePointer<Scalar>.allocate(capacity: paddedArea)
      defer { padded.deallocate() }
      padded.update(repeating: 0, count: paddedArea)
      for c in range {
        for n in 0..<samples {
          copy(images + (n * channels + c) * imageArea, intoPadded: padded)
          var target = v.start + (c * samples + n) * tiles
          for r in 0..<down {
            for t in 0..<across {
              let d = UnsafePointer(padded) + 2 * (r * length + t)
              // Columns first, as memory has the rows together.
              let a = W.input((d[0], d[length], d[2 * length], d[3 * length]))
              let b = W.input((d[1], d[length + 1], d[2 * length + 1], d[3 * length + 1]))
              let c = W.input((d[2], d[length + 2], d[2 * length + 2], d[3 * length + 2]))
              let e = W.input((d[3], d[length + 3], d[2 * length + 3], d[3 * length + 3]))
              W.store(0, W.input((a.0, b.0, c.0, e.0)), at: target, stride: stride)
              W.store(1, W.input((a.1, b.1, c.1, e.1)), at: target, stride: stride)
              W.store(2, W.input((a.2, b.2, c.2, e.2)), at: target, stride: stride)
              W.store(3, W.input((a.3, b.3, c.3, e.3)), at: target, stride: stride)
              target += 1
            }
          }
        }
      }
    }
  }

  /// The images of V: the transpose of ``lower(images:samples:into:)``.
  @inlinable
  func raise<Scalar: TensorScalar>(
    images v: Matrices<Scalar>, samples: Int, into images: UnsafeMutablePointer<Scalar>
  ) {
    typealias W = Winograd<Scalar>
    let (length, stride) = (paddedLength, v.stride)
    Cores.forEachRange(of: channels, cost: samples * tiles * 64) { range in
      let padded = UnsafeMutablePointer<Scalar>.allocate(capacity: paddedArea)
      defer { padded.deallocate() }
      for c in range {
        for n in 0..<samples {
          padded.update(repeating: 0, count: paddedArea)
          var source = v.start + (c * samples + n) * tiles
          for r in 0..<down {
            for t in 0..<across {
              let a = W.inputTransposed(W.row(source, 0, stride: stride))
              let b = W.inputTransposed(W.row(source, 1, stride: stride))
              let c = W.inputTransposed(W.row(source, 2, stride: stride))
              let e = W.inputTransposed(W.row(source, 3, stride: stride))
              let d = padded + 2 * (r * length + t)
              add(W.inputTransposed((a.0, b.0, c.0, e.0)), to: d, stride: length)
              add(W.inputTransposed((a.1, b.1, c.1, e.1)), to: d + 1, stride: length)
              add(W.inputTransposed((a.2, b.2, c.2, e.2)), to: d + 2, stride: length)
              add(W.inputTransposed((a.3, b.3, c.3, e.3)), to: d + 3, stride: length)
              source += 1
            }
          }
          copy(padded: padded, into: images + (n * channels + c) * imageArea)
        }
      }
    }
  }

  @inlinable @inline(__always)
  func add<Scalar: TensorScalar>(
    _ column: Winograd<Scalar>.Quad, to d: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    d[0] += column.0
    d[stride] += column.1
    d[2 * stride] += column.2
    d[3 * stride] += column.3
  }

  @inlinable @inline(__always)
  func copy<Scalar: TensorScalar>(
    _ image: UnsafePointer<Scalar>, intoPadded padded: UnsafeMutablePointer<Scalar>
  ) {
    let width = grid.columns.size
    let inside = padded + grid.rows.padding * paddedLength + grid.columns.padding
    for row in paddedRows {
      let (source, target) = (image + row * width, inside + row * paddedLength)
      for i in paddedColumns { target[i] = source[i] }
    }
  }

  @inlinable @inline(__always)
  func copy<Scalar: TensorScalar>(
    padded: UnsafePointer<Scalar>, into image: UnsafeMutablePointer<Scalar>
  ) {
    let width = grid.columns.size
    let inside = padded + grid.rows.padding * paddedLength + grid.columns.padding
    for row in paddedRows {
      let (source, target) = (inside + row * paddedLength, image + row * width)
      for i in paddedColumns { target[i] = source[i] }
    }
  }
}
