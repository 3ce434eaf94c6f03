import Tensors

/// How rough images are: the sum of the squared differences of neighbors.
///
///     forward    L = Σ (x[r + 1, s] − x[r, s])² + Σ (x[r, s + 1] − x[r, s])²
///     backward   each difference d adds 2·G·d to its second pixel, −2·G·d to its first
///
/// Shape: images x [N, C, H, W]; no target. The sum is over images and channels too, and not divided. Source: Mahendran,
/// Vedaldi: "Understanding deep image representations by inverting them", CVPR 2015.
public struct TotalVariation<Scalar: TensorScalar>: Loss {
  public init() {}

  public var description: String { "TotalVariation" }

  /// The cache is the images.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ images: Tensor<Scalar>, target: Void
  ) throws(InputError) -> (value: Scalar, cache: Tensor<Scalar>) {
    guard images.shape.rank == 4 else {
      throw InputError("\(self)", expects: "images [N, C, H, W]", got: "\(images.shape)")
    }
    var total: Scalar = 0
    images.withElements { x in
      Self.forEachPair(images.shape) { total += (x[$1] - x[$0]) * (x[$1] - x[$0]) }
    }
    return (total, images)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(_ lossGradient: Scalar, cache images: Tensor<Scalar>) -> Tensor<Scalar> {
    var gradient = Tensor<Scalar>(images.shape)
    gradient.withMutableElements { dx in
      images.withElements { x in
        Self.forEachPair(images.shape) { first, second in
          let slope = 2 * lossGradient * (x[second] - x[first])
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
