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
/// holds a pixel. With `roundsUp` the last windows may reach beyond the padding, PyTorch's `ceil_mode`.
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
  public init(
    kernel: Extent, stride: Extent? = nil, padding: Extent = 0, roundsUp: Bool = false
  ) {
    precondition(
      2 * padding.rows <= kernel.rows && 2 * padding.columns <= kernel.columns,
      "padding is at most half the kernel")
    precondition(kernel.area <= Int(UInt16.max), "a window has at most 65,535 taps")
    geometry = WindowGeometry(
      kernel: kernel, stride: stride ?? kernel, padding: padding, roundsUp: roundsUp)
  }

  public var description: String { "MaxPool2D(\(geometry))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let grid = try geometry.grid(over: input, for: self)
    let (down, across) = (grid.rows, grid.columns)
    let (imageArea, windows) = (down.size * across.size, grid.outputSize.area)
    let columnTaps = across.tapsOnImage
    let planes = input.shape[0] * input.shape[1]
    let isTwoByTwo = geometry.kernel == 2
    var winners = [UInt16](repeating: 0, count: planes * windows)
    let output = Tensor<Scalar>([input.shape[0], input.shape[1], down.count, across.count]) { y in
      input.withElements { x in
        winners.withUnsafeMutableBufferPointer { winners in
          let winners = winners
          Cores.forEachRange(of: planes, cost: windows * geometry.kernel.area * 4) { range in
            for plane in range {
              var window = plane * windows
              for r in 0..<down.count {
                let rowTaps = down.taps(onImageInWindow: r)
                let row = plane * imageArea + down.position(window: r, tap: 0) * across.size
                for s in 0..<across.count {
                  let first = x.baseAddress! + row + across.position(window: s, tap: 0)
                  let (maximum, winner) =
                    isTwoByTwo && rowTaps.count == 2 && columnTaps[s].count == 2
                    ? maximum(ofTwoByTwo: first, rowLength: across.size)
                    : maximum(of: first, rowLength: across.size, rowTaps, columnTaps[s])
                  y[window] = maximum
                  winners[window] = UInt16(truncatingIfNeeded: winner)
                  window += 1
                }
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
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    let (down, across) = (cache.grid.rows, cache.grid.columns)
    outputGradient.shape.requireOutput(
      [cache.inputShape[0], cache.inputShape[1], down.count, across.count])
    let (imageArea, windows) = (down.size * across.size, cache.grid.outputSize.area)
    let planes = cache.inputShape[0] * cache.inputShape[1]
    let steps = steps(cache.grid)
    let input = Tensor<Scalar>(cache.inputShape) { dx in
      outputGradient.withElements { g in
        cache.winners.withUnsafeBufferPointer { winners in
          Cores.forEachRange(of: planes, cost: windows * 8) { range in
            for plane in range {
              let image = plane * imageArea
              for i in image..<image + imageArea { dx[i] = 0 }
              var window = plane * windows
              for r in 0..<down.count {
                let row = image + down.position(window: r, tap: 0) * across.size
                for s in 0..<across.count {
                  let start = row + across.position(window: s, tap: 0)
                  dx[start + steps[Int(winners[window])]] += g[window]
                  window += 1
                }
              }
            }
          }
        }
      }
    }
    return Gradients(input: input)
  }

  /// The maximum over the taps of a window on the image, and the tap that has it.
  ///
  /// Who wins cannot be foreseen, so a jump here would cost more than all the rest. Each of the three
  /// choices by itself compiles to an instruction without one.
  @inline(__always)
  private func maximum(
    of window: UnsafePointer<Scalar>, rowLength: Int, _ rows: Range<Int>, _ columns: Range<Int>
  ) -> (Scalar, tap: Int) {
    let width = geometry.kernel.columns
    var winner = rows.lowerBound &* width &+ columns.lowerBound
    var maximum = window[rows.lowerBound &* rowLength &+ columns.lowerBound]
    var isNumber = true
    for i in rows {
      for j in columns {
        let value = window[i &* rowLength &+ j]
        winner = value > maximum ? i &* width &+ j : winner
        maximum = value > maximum ? value : maximum
        isNumber = value == value ? isNumber : false
      }
    }
    guard !isNumber else { return (maximum, winner) }
    // Not a number wins, so that it is passed on rather than hidden; among several the last.
    for i in rows {
      for j in columns where window[i * rowLength + j].isNaN { winner = i * width + j }
    }
    return (.nan, winner)
  }

  /// The same of a window of 2×2 taps, all on the image, in half the time. The comparisons with the maximum
  /// are made of four numbers at once, because one by one they would be compiled to jumps.
  @inline(__always)
  private func maximum(
    ofTwoByTwo window: UnsafePointer<Scalar>, rowLength: Int
  ) -> (Scalar, tap: Int) {
    let (a, b, c, d) = (window[0], window[1], window[rowLength], window[rowLength &+ 1])
    let (upper, lower) = (b > a ? b : a, d > c ? d : c)
    let maximum = lower > upper ? lower : upper
    let isLess = SIMD4(a, b, c, d) .< SIMD4(repeating: maximum)
    let notA = isLess[0] ? 1 : 0
    let notB = notA & (isLess[1] ? 1 : 0)
    let notC = notB & (isLess[2] ? 1 : 0)
    let sum = (a + b) + (c + d)
    guard sum == sum else {
      // Not a number, or infinities of both signs.
      return self.maximum(of: window, rowLength: rowLength, 0..<2, 0..<2)
    }
    return (maximum, notA &+ notB &+ notC)
  }

  /// The distance of each tap of a window from the first, in memory.
  private func steps(_ grid: WindowGrid) -> [Int] {
    (0..<geometry.kernel.area).map { tap in
      let (i, j) = tap.quotientAndRemainder(dividingBy: geometry.kernel.columns)
      return i * grid.columns.size + j
    }
  }
}
