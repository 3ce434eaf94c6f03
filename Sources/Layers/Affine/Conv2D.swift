import GSL
import Tensors

/// The two-dimensional convolution (as everywhere in this field, a cross-correlation: the kernel is
/// not flipped).
///
///     forward    y[n,o,r,s] = b[o] + Σ_{c,i,j} w[o,c,i,j] · x[n, c, r·sₕ + i·dₕ − pₕ, s·s_w + j·d_w − p_w]
///     backward   dw[o,c,i,j] = Σ_{n,r,s} g[n,o,r,s] · x[n, c, …]
///                dx[n, c, …] += g[n,o,r,s] · w[o,c,i,j]       over all windows that read the pixel
///                db[o] = Σ_{n,r,s} g[n,o,r,s]
///
/// With the windows as columns X̂ of a matrix (``WindowColumns``) these are Y = W·X̂ + b, dW = G·X̂ᵀ and
/// dX̂ = Wᵀ·G.
///
/// Shapes: x [N, C, H, W], w [O, C, kh, kw], b [O], y [N, O, OH, OW] with OH, OW of ``WindowAxis``.
/// Padding is with zeros, the same on both sides. Throws where the channels differ from the
/// weight's or where not one window fits.
public struct Conv2D<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    /// x, whose windows are gathered again for dw: they take kh·kw times its memory.
    let input: Tensor<Scalar>
    let columns: WindowColumns
  }

  public let geometry: WindowGeometry
  public var parameters: AffineParameters<Scalar>

  /// A convolution with the given weight [O, C, kh, kw] and bias [O].
  public init(
    weight: Tensor<Scalar>, bias: Tensor<Scalar>,
    stride: Extent = 1, padding: Extent = 0, dilation: Extent = 1
  ) {
    precondition(
      weight.shape.rank == 4 && bias.shape == [weight.shape[0]], "w [O, C, kh, kw], b [O]")
    geometry = WindowGeometry(
      kernel: Extent(weight.shape[2], weight.shape[3]), stride: stride, padding: padding,
      dilation: dilation)
    parameters = AffineParameters(weight: weight, bias: bias)
  }

  /// A convolution with random weights and zero biases.
  public init(
    _ inputChannels: Int, _ outputChannels: Int, kernel: Extent,
    stride: Extent = 1, padding: Extent = 0, dilation: Extent = 1,
    initializer: Initializer = .he, from generator: RandomGenerator
  ) {
    self.init(
      weight: initializer.tensor(
        [outputChannels, inputChannels, kernel.rows, kernel.columns],
        fanIn: inputChannels * kernel.area, fanOut: outputChannels * kernel.area, from: generator),
      bias: Tensor([outputChannels]), stride: stride, padding: padding, dilation: dilation)
  }

  private var inputChannels: Int { parameters.weight.shape[1] }
  private var outputChannels: Int { parameters.weight.shape[0] }

  public var description: String { "Conv2D(\(inputChannels) → \(outputChannels), \(geometry))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let grid = try geometry.grid(over: input, channels: inputChannels, for: self)
    let columns = WindowColumns(grid: grid, channels: inputChannels)
    let (samples, outputs, windows) = (input.shape[0], outputChannels, columns.windows)
    let size = grid.outputSize
    let output = Tensor<Scalar>([samples, outputs, size.rows, size.columns]) { y in
      for chunk in Chunks(samples: samples, columns: columns) {
        let width = chunk.count * windows
        withScratch(columns.taps * width + outputs * width) { scratch in
          let (xhat, yhat) = (scratch, scratch + columns.taps * width)
          input.withElements { x in
            columns.gather(
              x.baseAddress! + chunk.lowerBound * input.shape.stride(of: 0),
              samples: chunk.count, into: xhat)
          }
          parameters.weight.withElements { w in
            Scalar.multiply(
              MatrixOperand(w.baseAddress!, leadingDimension: columns.taps),
              MatrixOperand(xhat, leadingDimension: width), into: yhat,
              rows: outputs, inner: columns.taps, columns: width, leadingDimension: width,
              accumulate: false)
          }
          // Ŷ is [O, N·P]; y wants [N, O, P].
          parameters.bias.withElements { b in
            for (position, n) in chunk.enumerated() {
              for o in 0..<outputs {
                let source = yhat + o * width + position * windows
                let target = y.baseAddress! + (n * outputs + o) * windows
                let bias = b[o]
                for p in 0..<windows { target[p] = source[p] + bias }
              }
            }
          }
        }
      }
    }
    return (output, Cache(input: input, columns: columns))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<AffineParameters<Scalar>> {
    let columns = cache.columns
    let (samples, outputs, windows) = (cache.input.shape[0], outputChannels, columns.windows)
    var dx = Tensor<Scalar>(cache.input.shape)
    var dw = Tensor<Scalar>(parameters.weight.shape)
    var db = Tensor<Scalar>(parameters.bias.shape)
    let sampleStride = cache.input.shape.stride(of: 0)

    for chunk in Chunks(samples: samples, columns: columns) {
      let width = chunk.count * windows
      withScratch(columns.taps * width + outputs * width) { scratch in
        let (xhat, ghat) = (scratch, scratch + columns.taps * width)
        // Ĝ is [O, N·P]; g comes as [N, O, P].
        outputGradient.withElements { g in
          db.withMutableElements { db in
            for (position, n) in chunk.enumerated() {
              for o in 0..<outputs {
                let source = g.baseAddress! + (n * outputs + o) * windows
                let target = ghat + o * width + position * windows
                var sum: Scalar = 0
                for p in 0..<windows {
                  target[p] = source[p]
                  sum += source[p]
                }
                db[o] += sum
              }
            }
          }
        }
        cache.input.withElements { x in
          columns.gather(
            x.baseAddress! + chunk.lowerBound * sampleStride, samples: chunk.count, into: xhat)
        }
        dw.withMutableElements { dw in
          Scalar.multiply(
            MatrixOperand(ghat, leadingDimension: width),
            MatrixOperand(xhat, leadingDimension: width, transposed: true),
            into: dw.baseAddress!, rows: outputs, inner: width, columns: columns.taps,
            leadingDimension: columns.taps, accumulate: true)
        }
        // X̂ has served; dX̂ takes its place.
        parameters.weight.withElements { w in
          Scalar.multiply(
            MatrixOperand(w.baseAddress!, leadingDimension: columns.taps, transposed: true),
            MatrixOperand(ghat, leadingDimension: width), into: xhat,
            rows: columns.taps, inner: outputs, columns: width, leadingDimension: width,
            accumulate: false)
        }
        dx.withMutableElements { dx in
          columns.scatter(
            xhat, samples: chunk.count,
            addingTo: dx.baseAddress! + chunk.lowerBound * sampleStride)
        }
      }
    }
    return Gradients(input: dx, parameters: AffineParameters(weight: dw, bias: db))
  }

  /// Memory for one pass over some samples.
  @inline(__always)
  private func withScratch(_ count: Int, _ body: (UnsafeMutablePointer<Scalar>) -> Void) {
    let scratch = UnsafeMutablePointer<Scalar>.allocate(capacity: count)
    defer { scratch.deallocate() }
    body(scratch)
  }
}

/// The samples of a batch in runs whose columns stay within a few megabytes, yet are wide enough to
/// keep the matrix product busy where images are small.
private struct Chunks: Sequence, IteratorProtocol {
  private static let entries = 1 << 19

  private let samples: Int
  private let length: Int
  private var start = 0

  init(samples: Int, columns: WindowColumns) {
    self.samples = samples
    length = Swift.max(1, Chunks.entries / Swift.max(1, columns.taps * columns.windows))
  }

  mutating func next() -> Range<Int>? {
    guard start < samples else { return nil }
    defer { start += length }
    return start..<Swift.min(samples, start + length)
  }
}
