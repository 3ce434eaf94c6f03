import Tensors

/// The maximum over each window of each channel.
///
///     forward    y[n,c,r,s] = max over the window of x[n,c,·,·]
///     backward   dx[winner of (n,c,r,s)] += g[n,c,r,s]
///
/// Windows may overlap: a pixel that wins several windows gets the sum. Among equal pixels the first
/// in row-major order wins, as in PyTorch. Padding never wins. Not differentiable where two pixels of
/// a window tie for the maximum.
///
/// Shapes: x [N, C, H, W], y [N, C, OH, OW]. Padding is at most half the kernel, so that every window
/// holds a pixel.
public struct MaxPool2D<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable, BranchTracing {
    /// For dx's shape.
    let inputShape: Shape
    let grid: WindowGrid
    /// The tap at which each window has its maximum.
    let winners: [UInt16]

    public var branches: [UInt16] { winners }
  }

  public let geometry: WindowGeometry

  /// Windows of `kernel`, side by side unless another `stride` is given.
  public init(kernel: Extent, stride: Extent? = nil, padding: Extent = 0) {
    precondition(
      2 * padding.rows <= kernel.rows && 2 * padding.columns <= kernel.columns,
      "padding is at most half the kernel")
    precondition(kernel.area <= Int(UInt16.max), "a window has at most 65,535 taps")
    geometry = WindowGeometry(kernel: kernel, stride: stride ?? kernel, padding: padding)
  }

  public var description: String { "MaxPool2D(\(geometry))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let grid = try geometry.grid(over: input, for: self)
    let (down, across) = (grid.rows, grid.columns)
    let planes = input.shape[0] * input.shape[1]
    var winners = [UInt16](repeating: 0, count: planes * grid.outputSize.area)
    let output = Tensor<Scalar>([input.shape[0], input.shape[1], down.count, across.count]) { y in
      input.withElements { x in
        winners.withUnsafeMutableBufferPointer { winners in
          var window = 0
          for plane in 0..<planes {
            let image = plane * down.size * across.size
            for r in 0..<down.count {
              let taps = down.taps(onImageInWindow: r)
              for s in 0..<across.count {
                var maximum = -Scalar.infinity
                var winner = -1
                for i in taps {
                  let row = image + down.position(window: r, tap: i) * across.size
                  for j in across.taps(onImageInWindow: s) {
                    let value = x[row + across.position(window: s, tap: j)]
                    // Not a number wins too, so that it is passed on rather than hidden.
                    if winner < 0 || value > maximum || value.isNaN {
                      maximum = value
                      winner = i * across.kernel + j
                    }
                  }
                }
                y[window] = maximum
                winners[window] = UInt16(truncatingIfNeeded: winner)
                window += 1
              }
            }
          }
        }
      }
    }
    return (output, Cache(inputShape: input.shape, grid: grid, winners: winners))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<NoParameters<Scalar>> {
    let (down, across) = (cache.grid.rows, cache.grid.columns)
    let planes = cache.inputShape[0] * cache.inputShape[1]
    var dx = Tensor<Scalar>(cache.inputShape)
    dx.withMutableElements { dx in
      outputGradient.withElements { g in
        cache.winners.withUnsafeBufferPointer { winners in
          var window = 0
          for plane in 0..<planes {
            let image = plane * down.size * across.size
            for r in 0..<down.count {
              for s in 0..<across.count {
                let (i, j) = Int(winners[window]).quotientAndRemainder(dividingBy: across.kernel)
                let row = down.position(window: r, tap: i)
                let column = across.position(window: s, tap: j)
                dx[image + row * across.size + column] += g[window]
                window += 1
              }
            }
          }
        }
      }
    }
    return Gradients(input: dx)
  }
}
