import Tensors

/// How far the correlations of feature maps are from those of a style.
///
///     forward    G = F·Fᵀ / (C·H·W)        L = Σ (G − A)²        of each sample, F its maps as [C, H·W]
///     backward   dF = 2·g·((G − A) + (G − A)ᵀ)·F / (C·H·W)        g is the loss's gradient
///
/// Shapes: features [N, C, H, W], the Gram matrices A of the style [N, C, C]; ``gram(of:)`` makes them. The content
/// loss beside it is a ``MeanSquaredError`` of features, `.sum`.
///
/// Source: Gatys, Ecker, Bethge: "Image style transfer using convolutional neural networks", CVPR 2016, scaled as the
/// course notes have it.
public struct StyleLoss<Scalar: TensorScalar>: Loss {
  public struct Cache: Sendable {
    let features: Tensor<Scalar>
    /// G − A.
    let difference: Tensor<Scalar>
  }

  public init() {}

  public var description: String { "StyleLoss" }

  /// G of features [N, C, H, W], [N, C, C].
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public static func gram(of features: Tensor<Scalar>) -> Tensor<Scalar> {
    let (samples, channels) = (features.shape[0], features.shape[1])
    let area = features.shape.stride(of: 1)
    let maps = MatrixView(features, rows: samples * channels, columns: area)
    let scale = 1 / Scalar(Swift.max(1, channels * area))
    return Tensor([samples, channels, channels]) { g in
      for n in 0..<samples {
        let own = n * channels * channels..<(n + 1) * channels * channels
        let rows = maps.rows(n * channels..<(n + 1) * channels)
        Tensor.multiply(rows, rows.transposed, into: UnsafeMutableBufferPointer(rebasing: g[own]))
      }
      for i in g.indices { g[i] *= scale }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ features: Tensor<Scalar>, target: Tensor<Scalar>
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    let shape = features.shape
    guard shape.rank == 4, shape.count > 0 else {
      throw InputError("\(self)", expects: "features [N, C, H, W], not empty", got: "\(shape)")
    }
    guard target.shape == [shape[0], shape[1], shape[1]] else {
      throw InputError(
        "\(self)", expects: "a target [\(shape[0]), \(shape[1]), \(shape[1])]",
        got: "\(target.shape)")
    }
    let difference = Self.gram(of: features).combined(with: target) { $0 - $1 }
    return (difference.sum { $0 * $0 }, Cache(features: features, difference: difference))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    let shape = cache.features.shape
    let (samples, channels, area) = (shape[0], shape[1], shape.stride(of: 1))
    let scale = 2 * lossGradient / Scalar(channels * area)
    let difference = cache.difference.map { scale * $0 }
    let maps = MatrixView(cache.features, rows: samples * channels, columns: area)
    let matrices = MatrixView(difference, rows: samples * channels, columns: channels)
    return Tensor(shape) { df in
      for n in 0..<samples {
        let rows = n * channels..<(n + 1) * channels
        let own = UnsafeMutableBufferPointer(
          rebasing: df[rows.lowerBound * area..<rows.upperBound * area])
        Tensor.multiply(matrices.rows(rows), maps.rows(rows), into: own)
        Tensor.multiply(
          matrices.rows(rows).transposed, maps.rows(rows), into: own, accumulate: true)
      }
    }
  }
}
