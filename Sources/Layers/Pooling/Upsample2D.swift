import Tensors

/// Images made larger, or of any other size.
///
///     nearest     y[r, s] = x[⌊r·H/OH⌋, ⌊s·W/OW⌋]
///     bilinear    y[r, s] = Σ u·v·x[i, j] over the two rows i and columns j around the place of (r, s)
///     backward    every g goes to the pixels that y was made of, with the same weights
///
/// The place of r among the rows of x is (r + ½)·H/OH − ½, not below 0, or with aligned corners r·(H − 1)/(OH − 1);
/// beyond the last row is the last row. Shapes: x [N, C, H, W], y [N, C, OH, OW]. As PyTorch's `interpolate`.
public struct Upsample2D<Scalar: TensorScalar>: Layer {
  public enum Mode: String, Sendable, CaseIterable {
    case nearest
    case bilinear
    /// Bilinear, the corner pixels of x and y lying on each other.
    case alignedCorners = "aligned-corners"
  }

  /// Which two pixels of a line an output lies between, and the weight of the second.
  private struct Tap {
    let first, second: Int
    let weight: Scalar
  }

  /// OH and OW as multiples of H and W.
  public let scale: Extent
  public let mode: Mode

  public init(_ scale: Extent, _ mode: Mode = .nearest) {
    precondition(scale.rows > 0 && scale.columns > 0, "the scale is positive")
    (self.scale, self.mode) = (scale, mode)
  }

  public var description: String { "Upsample2D(\(scale), \(mode.rawValue))" }

  private func taps(_ size: Int, _ outputs: Int) -> [Tap] {
    (0..<outputs).map { output in
      if mode == .nearest {
        return Tap(first: output * size / outputs, second: output * size / outputs, weight: 0)
      }
      var place = Scalar(output)
      if mode == .bilinear {
        let middle = (place + 0.5) * Scalar(size) / Scalar(outputs)
        place = Swift.max(0, middle - 0.5)
      } else {
        place = place * Scalar(size - 1) / Scalar(Swift.max(1, outputs - 1))
      }
      let first = Swift.min(Int(place), size - 1)
      return Tap(
        first: first, second: Swift.min(first + 1, size - 1), weight: place - Scalar(first))
    }
  }

  /// The cache is the shape of x.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Shape) {
    let shape = input.shape
    guard shape.rank == 4, shape[2] > 0, shape[3] > 0 else {
      throw InputError("\(self)", expects: "input [N, C, H, W], not empty", got: "\(shape)")
    }
    let output = Tensor<Scalar>(outputShape(shape)) { y in
      input.withElements { x in
        forEachPixel(shape) { i, upper, lower, left, right, u, v in
          let above: Scalar = (1 - v) * x[upper + left] + v * x[upper + right]
          let below: Scalar = (1 - v) * x[lower + left] + v * x[lower + right]
          y[i] = (1 - u) * above + u * below
        }
      }
    }
    return (output, shape)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache shape: Shape
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    outputGradient.shape.requireOutput(outputShape(shape))
    var input = Tensor<Scalar>(shape)
    input.withMutableElements { dx in
      outputGradient.withElements { g in
        forEachPixel(shape) { i, upper, lower, left, right, u, v in
          let (above, below): (Scalar, Scalar) = ((1 - u) * g[i], u * g[i])
          dx[upper + left] += (1 - v) * above
          dx[upper + right] += v * above
          dx[lower + left] += (1 - v) * below
          dx[lower + right] += v * below
        }
      }
    }
    return Gradients(input: input)
  }

  private func outputShape(_ shape: Shape) -> Shape {
    [shape[0], shape[1], shape[2] * scale.rows, shape[3] * scale.columns]
  }

  /// Calls `body` with each pixel of y, the starts of the two rows of x that it lies between, the two columns, and
  /// the weights of the second ones.
  @inline(__always)
  private func forEachPixel(
    _ shape: Shape, _ body: (Int, Int, Int, Int, Int, Scalar, Scalar) -> Void
  ) {
    let rows = taps(shape[2], shape[2] * scale.rows)
    let columns = taps(shape[3], shape[3] * scale.columns)
    var i = 0
    for plane in 0..<shape[0] * shape[1] {
      for row in rows {
        let (upper, lower) = (
          (plane * shape[2] + row.first) * shape[3], (plane * shape[2] + row.second) * shape[3]
        )
        for column in columns {
          body(i, upper, lower, column.first, column.second, row.weight, column.weight)
          i += 1
        }
      }
    }
  }
}
