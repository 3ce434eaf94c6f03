extension WinogradTiles {
  /// The outputs of M, each channel plus its bias.
  @inlinable
  func raise<Scalar: TensorScalar>(
    outputs m: Matrices<Scalar>, bias: UnsafeBufferPointer<Scalar>,
    to y: UnsafeMutablePointer<Scalar>, sampleStride: Int, samples: Int
  ) {
    typealias W = Winograd<Scalar>
    let (height, width) = (grid.rows.count, grid.columns.count)
    let stride = m.stride
    Cores.forEachRange(of: m.rows, cost: samples * tiles * 48) { range in
      for o in range {
        let shift = bias[o]
        for n in 0..<samples {
          let plane = y + n * sampleStride + o * windows
          var source = m.start + (o * samples + n) * tiles
          for r in 0..<down {
            for t in 0..<across {
              let a = W.output(W.row(source, 0, stride: stride))
              let b = W.output(W.row(source, 1, stride: stride))
              let c = W.output(W.row(source, 2, stride: stride))
              let e = W.output(W.row(source, 3, stride: stride))
              let left = W.output((a.0, b.0, c.0, e.0))
              let right = W.output((a.1, b.1, c.1, e.1))
              // The last tiles hang over where the output's size is odd.
              let target = plane + 2 * (r * width + t)
              let (hasRight, hasBelow) = (2 * t + 1 < width, 2 * r + 1 < height)
              target[0] = left.0 + shift
              if hasRight { target[1] = right.0 + shift }
              if hasBelow { target[width] = left.1 + shift }
              if hasRight, hasBelow { target[width + 1] = right.1 + shift }
              source += 1
            }
          }
        }
      }
    }
  }

  /// M of outputs: the transpose of ``raise(outputs:bias:to:sampleStride:samples:)`` without its
  /// bias.
  @inlinable
  func lower<Scalar: TensorScalar>(
    outputs g: UnsafePointer<Scalar>, sampleStride: Int, samples: Int, into m: Matrices<Scalar>
  ) {
    typealias W = Winograd<Scalar>
    let (height, width) = (grid.rows.count, grid.columns.count)
    let stride = m.stride
    Cores.forEachRange(of: m.rows, cost: samples * tiles * 48) { range in
      for o in range {
        for n in 0..<samples {
          let plane = g + n * sampleStride + o * windows
          var target = m.start + (o * samples + n) * tiles
          for r in 0..<down {
            for t in 0..<across {
              let source = plane + 2 * (r * width + t)
              let (hasRight, hasBelow) = (2 * t + 1 < width, 2 * r + 1 < height)
              let left = W.outputTransposed((source[0], hasBelow ? source[width] : 0))
              let right = W.outputTransposed(
                (hasRight ? source[1] : 0, hasRight && hasBelow ? source[width + 1] : 0))
              W.store(0, W.outputTransposed((left.0, right.0)), at: target, stride: stride)
              W.store(1, W.outputTransposed((left.1, right.1)), at: target, stride: stride)
              W.store(2, W.outputTransposed((left.2, right.2)), at: target, stride: stride)
              W.store(3, W.outputTransposed((left.3, right.3)), at: target, stride: stride)
              target += 1
            }
          }
        }
      }
    }
  }
}
