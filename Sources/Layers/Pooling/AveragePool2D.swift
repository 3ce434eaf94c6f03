import Tensors

/// The mean over each window of each channel.
///
///     forward    y[n,c,r,s] = (1/D) Σ over the window of x[n,c,·,·]
///     backward   dx[each pixel of the window] += g[n,c,r,s] / D
///
/// The divisor D is the kernel's area, counting padding as zeros, as PyTorch does by default; with
/// `countsPadding` false it is the number of pixels of the window that lie on the image. With `roundsUp` the last
/// windows may reach beyond the padding, PyTorch's `ceil_mode`; what lies beyond never counts.
///
/// Shapes: x [N, C, H, W], y [N, C, OH, OW]. Windows may overlap. Padding is at most half the kernel.
public struct AveragePool2D<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    /// For dx's shape; the map is linear, so its values do not matter.
    let inputShape: Shape
    let grid: WindowGrid
  }

  public let geometry: WindowGeometry
  public let countsPadding: Bool

  /// Windows of `kernel`, side by side unless another `stride` is given.
  public init(
    kernel: Extent, stride: Extent? = nil, padding: Extent = 0, countsPadding: Bool = true,
    roundsUp: Bool = false
  ) {
    precondition(
      2 * padding.rows <= kernel.rows && 2 * padding.columns <= kernel.columns,
      "padding is at most half the kernel")
    geometry = WindowGeometry(
      kernel: kernel, stride: stride ?? kernel, padding: padding, roundsUp: roundsUp)
    self.countsPadding = countsPadding
  }

  public var description: String {
    "AveragePool2D(\(geometry)\(countsPadding ? "" : ", padding not counted"))"
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let grid = try geometry.grid(over: input, for: self)
    let (down, across) = (grid.rows, grid.columns)
    let planes = input.shape[0] * input.shape[1]
    let output = Tensor<Scalar>([input.shape[0], input.shape[1], down.count, across.count]) { y in
      input.withElements { x in
        var window = 0
        for plane in 0..<planes {
          let image = plane * down.size * across.size
          for r in 0..<down.count {
            let rowTaps = down.taps(onImageInWindow: r)
            for s in 0..<across.count {
              let columnTaps = across.taps(onImageInWindow: s)
              var sum: Scalar = 0
              for i in rowTaps {
                let row = image + down.position(window: r, tap: i) * across.size
                for j in columnTaps { sum += x[row + across.position(window: s, tap: j)] }
              }
              y[window] = sum / (divisor(down, r, rowTaps) * divisor(across, s, columnTaps))
              window += 1
            }
          }
        }
      }
    }
    return (output, Cache(inputShape: input.shape, grid: grid))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    let (down, across) = (cache.grid.rows, cache.grid.columns)
    outputGradient.shape.requireOutput(
      [cache.inputShape[0], cache.inputShape[1], down.count, across.count])
    let planes = cache.inputShape[0] * cache.inputShape[1]
    var dx = Tensor<Scalar>(cache.inputShape)
    dx.withMutableElements { dx in
      outputGradient.withElements { g in
        var window = 0
        for plane in 0..<planes {
          let image = plane * down.size * across.size
          for r in 0..<down.count {
            let rowTaps = down.taps(onImageInWindow: r)
            for s in 0..<across.count {
              let columnTaps = across.taps(onImageInWindow: s)
              let share =
                g[window] / (divisor(down, r, rowTaps) * divisor(across, s, columnTaps))
              for i in rowTaps {
                let row = image + down.position(window: r, tap: i) * across.size
                for j in columnTaps { dx[row + across.position(window: s, tap: j)] += share }
              }
              window += 1
            }
          }
        }
      }
    }
    return Gradients(input: dx)
  }

  /// D along one axis, for a window of which these taps lie on the image.
  @inline(__always)
  private func divisor(_ axis: WindowAxis, _ window: Int, _ taps: Range<Int>) -> Scalar {
    guard countsPadding else { return Scalar(taps.count) }
    let start = axis.position(window: window, tap: 0)
    return Scalar(min(axis.kernel, axis.size + axis.padding - start))
  }
}
