import Tensors

/// Pooling to a given size, whatever the images are: to 1×1 it is global pooling.
///
///     y[n, c, r, s] is the mean, or the maximum, of the rows ⌊r·H/OH⌋ ..< ⌈(r + 1)·H/OH⌉ and the columns likewise
///     backward: g is shared evenly among the pixels of a mean, and goes to the first largest of a maximum
///
/// Shapes: x [N, C, H, W], y [N, C, OH, OW]. Windows overlap by a pixel where OH does not divide H. As in PyTorch. Throws
/// where images are empty.
public struct AdaptivePool2D<Scalar: TensorScalar>: Layer {
  public enum Kind: String, Sendable, CaseIterable {
    case average
    case maximum
  }

  public struct Cache: Sendable, BranchTracing {
    let inputShape: Shape
    /// Which pixel of its window each y is; none for means.
    public let branches: [UInt16]

    public var branchesByPlace: [[UInt16]] { branches.isEmpty ? [] : [branches] }
  }

  public let kind: Kind
  public let size: Extent

  public init(_ kind: Kind, to size: Extent) {
    precondition(size.rows > 0 && size.columns > 0, "the size is positive")
    (self.kind, self.size) = (kind, size)
  }

  public var description: String { "AdaptivePool2D(\(kind.rawValue) to \(size))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let shape = input.shape
    guard shape.rank == 4, shape[2] > 0, shape[3] > 0 else {
      throw InputError("\(self)", expects: "input [N, C, H, W], not empty", got: "\(shape)")
    }
    let isMaximum = kind == .maximum
    var branches: [UInt16] = []
    let output = Tensor<Scalar>([shape[0], shape[1], size.rows, size.columns]) { y in
      input.withElements { x in
        forEachWindow(shape) { i, pixels in
          var (sum, best, largest, place): (Scalar, Int, Scalar, Int) = (0, 0, -.infinity, 0)
          pixels.forEach { pixel in
            sum += x[pixel]
            if x[pixel] > largest { (best, largest) = (place, x[pixel]) }
            place += 1
          }
          y[i] = isMaximum ? largest : sum / Scalar(pixels.count)
          if isMaximum { branches.append(UInt16(truncatingIfNeeded: best)) }
        }
      }
    }
    return (output, Cache(inputShape: shape, branches: branches))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    let shape = cache.inputShape
    outputGradient.shape.requireOutput([shape[0], shape[1], size.rows, size.columns])
    let isMaximum = kind == .maximum
    var input = Tensor<Scalar>(shape)
    input.withMutableElements { dx in
      outputGradient.withElements { g in
        forEachWindow(shape) { i, pixels in
          let share = isMaximum ? g[i] : g[i] / Scalar(pixels.count)
          var place = 0
          pixels.forEach { pixel in
            if !isMaximum || UInt16(truncatingIfNeeded: place) == cache.branches[i] {
              dx[pixel] += share
            }
            place += 1
          }
        }
      }
    }
    return Gradients(input: input)
  }

  /// The pixels of a window.
  private struct Window {
    let start, width: Int
    let rows, columns: Range<Int>

    var count: Int { rows.count * columns.count }

    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
      for row in rows {
        for column in columns { body(start + row * width + column) }
      }
    }
  }

  @inline(__always)
  private func forEachWindow(_ shape: Shape, _ body: (Int, Window) -> Void) {
    func ranges(_ length: Int, _ outputs: Int) -> [Range<Int>] {
      (0..<outputs).map {
        $0 * length / outputs..<(($0 + 1) * length + outputs - 1) / outputs
      }
    }
    let (rows, columns) = (ranges(shape[2], size.rows), ranges(shape[3], size.columns))
    var i = 0
    for plane in 0..<shape[0] * shape[1] {
      for row in rows {
        for column in columns {
          body(
            i,
            Window(
              start: plane * shape[2] * shape[3], width: shape[3], rows: row, columns: column))
          i += 1
        }
      }
    }
  }
}
