import Tensors

/// How rough images are: the sum of the squared differences of neighbors, or of their magnitudes.
///
///     forward    L = Σ φ(x[r + 1, s] − x[r, s]) + Σ φ(x[r, s + 1] − x[r, s])        φ(d) = d², or |d|
///     backward   each difference d adds G·φ'(d) to its second pixel, −G·φ'(d) to its first
///
/// Shape: images x [N, C, H, W]; no target. The sum is over images and channels too, and not divided. |d| keeps edges;
/// where d is 0 the gradient taken is 0. Sources: Mahendran, Vedaldi: "Understanding deep image representations by
/// inverting them", CVPR 2015; of magnitudes: Rudin, Osher, Fatemi, Physica D 1992.
public struct TotalVariation<Scalar: TensorScalar>: Loss {
  public struct Cache: Sendable, BranchTracing {
    let images: Tensor<Scalar>
    let isAbsolute: Bool

    /// Of each pair which pixel is larger, where that matters.
    public var branches: [UInt16] {
      var branches: [UInt16] = []
      guard isAbsolute else { return branches }
      images.withElements { x in
        TotalVariation.forEachPair(images.shape) { first, second in
          branches.append(x[second] < x[first] ? 0 : x[second] > x[first] ? 2 : 1)
        }
      }
      return branches
    }
  }

  /// Whether magnitudes are summed, not squares.
  public let isAbsolute: Bool

  public init(absolute isAbsolute: Bool = false) { self.isAbsolute = isAbsolute }

  public var description: String { "TotalVariation\(isAbsolute ? "(magnitudes)" : "")" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ images: Tensor<Scalar>, target: Void
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    guard images.shape.rank == 4 else {
      throw InputError("\(self)", expects: "images [N, C, H, W]", got: "\(images.shape)")
    }
    var total: Scalar = 0
    images.withElements { x in
      Self.forEachPair(images.shape) { first, second in
        let d = x[second] - x[first]
        total += isAbsolute ? d.magnitude : d * d
      }
    }
    return (total, Cache(images: images, isAbsolute: isAbsolute))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    let images = cache.images
    var gradient = Tensor<Scalar>(images.shape)
    gradient.withMutableElements { dx in
      images.withElements { x in
        Self.forEachPair(images.shape) { first, second in
          let d = x[second] - x[first]
          let sign: Scalar = d > 0 ? 1 : d < 0 ? -1 : 0
          let slope = lossGradient * (isAbsolute ? sign : 2 * d)
          dx[first] -= slope
          dx[second] += slope
        }
      }
    }
    return gradient
  }

  /// Calls `body` with every two pixels side by side, or one below the other.
  @inline(__always)
  private static func forEachPair(_ shape: Shape, _ body: (_ first: Int, _ second: Int) -> Void) {
    let (rows, columns) = (shape[2], shape[3])
    for plane in 0..<shape[0] * shape[1] {
      for row in 0..<rows {
        for column in 0..<columns {
          let pixel = (plane * rows + row) * columns + column
          if row + 1 < rows { body(pixel, pixel + columns) }
          if column + 1 < columns { body(pixel, pixel + 1) }
        }
      }
    }
  }
}
