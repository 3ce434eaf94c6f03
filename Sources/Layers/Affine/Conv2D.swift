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
/// Worked out as matrix products of w and x rearranged, and the gradients as those of the transposes;
/// `Lowering` has the equations, and the two rearrangements there are.
///
/// Shapes: x [N, C, H, W], w [O, C, kh, kw], b [O] unless it is left out, y [N, O, OH, OW] with OH, OW
/// of `WindowAxis`.
/// Padding is with zeros, the same on both sides. Throws where the channels differ from the
/// weight's or where not one window fits.
public struct Conv2D<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    let input: Tensor<Scalar>
    /// w, for dx.
    let weight: Tensor<Scalar>
    let outputShape: Shape
    let lowering: Lowering
    /// V, of few samples. Of more, x is rearranged again for dw: what becomes of it takes four to kh·kw
    /// times its memory.
    fileprivate let images: Rearranged?
  }

  /// V or U, which nobody writes to any more.
  fileprivate struct Rearranged: @unchecked Sendable {
    let matrices: Matrices<Scalar>
  }

  public let geometry: WindowGeometry
  /// What has been worked out ahead of many evaluations; see `Shortcuts`.
  var lowered: Lowered?
  var frozen: Frozen?
  public var parameters: AffineParameters<Scalar> {
    didSet { (lowered, frozen) = (nil, nil) }
  }

  /// A convolution with the given weight [O, C, kh, kw] and bias [O], or without bias.
  public init(
    weight: Tensor<Scalar>, bias: Tensor<Scalar>?,
    stride: Extent = 1, padding: Extent = 0, dilation: Extent = 1
  ) {
    precondition(
      weight.shape.rank == 4 && (bias?.shape ?? [weight.shape[0]]) == [weight.shape[0]],
      "w [O, C, kh, kw], b [O]")
    geometry = WindowGeometry(
      kernel: Extent(weight.shape[2], weight.shape[3]), stride: stride, padding: padding,
      dilation: dilation)
    parameters = AffineParameters(weight: weight, bias: bias)
  }

  /// A convolution with random weights and zero biases, or none.
  public init(
    _ inputChannels: Int, _ outputChannels: Int, kernel: Extent,
    stride: Extent = 1, padding: Extent = 0, dilation: Extent = 1, bias hasBias: Bool = true,
    initializer: Initializer = .he, from generator: RandomGenerator
  ) {
    self.init(
      weight: initializer.tensor(
        [outputChannels, inputChannels, kernel.rows, kernel.columns],
        fanIn: inputChannels * kernel.area, fanOut: outputChannels * kernel.area, from: generator),
      bias: hasBias ? Tensor([outputChannels]) : nil, stride: stride, padding: padding,
      dilation: dilation)
  }

  var inputChannels: Int { parameters.weight.shape[1] }
  var outputChannels: Int { parameters.weight.shape[0] }

  public var description: String { "Conv2D(\(inputChannels) → \(outputChannels), \(geometry))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let grid = try geometry.grid(over: input, channels: inputChannels, for: self)
    let (samples, outputs, size) = (input.shape[0], outputChannels, grid.outputSize)
    let lowering = Lowering(grid: grid, samples: samples, inputs: inputChannels, outputs: outputs)
    let shape: Shape = [samples, outputs, size.rows, size.columns]
    let images =
      lowering.isSmall(samples: samples) ? lowering.lower(images: input, 0..<samples) : nil
    let output = Tensor<Scalar>(shape) { y in
      convolve(
        input, lowering, only: OutputRegion(of: shape), kernels: frozenKernels(for: lowering),
        images: images, into: y)
    }
    return (
      output,
      Cache(
        input: input, weight: parameters.weight, outputShape: shape, lowering: lowering,
        images: images.map(Rearranged.init))
    )
  }

  /// Writes a region of the output for `lowering`, which is that of the region's rows and columns.
  ///
  /// - Parameters:
  ///   - kernels: U of all channels, where it is known.
  ///   - images: V of all samples, where it is known.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func convolve(
    _ input: Tensor<Scalar>, _ lowering: Lowering, only region: OutputRegion,
    kernels: Matrices<Scalar>? = nil, images: Matrices<Scalar>? = nil,
    into part: UnsafeMutableBufferPointer<Scalar>
  ) {
    guard let y = part.baseAddress else { return }
    // The tiles add one in any case, of 0 where there is none.
    (parameters.bias ?? Tensor([outputChannels])).withElements { bias in
      let bias = UnsafeBufferPointer(rebasing: bias[region.channels])
      func convolve(_ v: Matrices<Scalar>, _ chunk: Range<Int>) {
        let y = y + chunk.lowerBound * bias.count * lowering.outputArea
        let blocks = lowering.blocks(
          of: region.channels.count, columns: kernels.map { _ in v.columns })
        for block in blocks {
          let first = region.channels.lowerBound
          let channels = first + block.lowerBound..<first + block.upperBound
          lowering.withLowered(kernels: parameters.weight, channels, known: kernels) { u in
            let m = Matrices<Scalar>(u.count, rows: u.rows, columns: v.columns)
            m.multiply(u.asStored, v.asStored)
            lowering.raise(outputs: m, bias: bias, block, to: y, samples: chunk.count)
          }
        }
      }
      if let images { return convolve(images, 0..<region.samples.count) }
      lowering.forEachChunk(of: region.samples.count) { chunk in
        let first = region.samples.lowerBound
        let samples = first + chunk.lowerBound..<first + chunk.upperBound
        convolve(lowering.lower(images: input, samples), chunk)
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, AffineParameters<Scalar>> {
    let (lowering, input, weight) = (cache.lowering, cache.input, cache.weight)
    outputGradient.shape.requireOutput(cache.outputShape)
    var dx = Tensor<Scalar>(input.shape)
    let dw = Tensor<Scalar>(weight.shape) { dw in
      for chunk in lowering.chunks(of: input.shape[0]) {
        let v = cache.images?.matrices ?? lowering.lower(images: input, chunk)
        let dv = Matrices<Scalar>(v.count, rows: v.rows, columns: v.columns)
        for block in lowering.blocks(of: weight.shape[0]) {
          let dm = lowering.lower(outputs: outputGradient, chunk, block)
          lowering.raise(kernels: dw, block, accumulate: chunk.lowerBound > 0) { du, accumulate in
            du.multiply(dm.asStored, v.transposed, accumulate: accumulate)
          }
          lowering.withLowered(kernels: weight, block) { u in
            dv.multiply(u.transposed, dm.asStored, accumulate: block.lowerBound > 0)
          }
        }
        lowering.raise(images: dv, to: &dx, chunk)
      }
    }
    let db = parameters.bias.map { Tensor($0.shape, outputGradient.channelSums()) }
    return Gradients(input: dx, parameters: AffineParameters(weight: dw, bias: db))
  }
}
