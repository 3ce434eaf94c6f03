import Tensors

/// How little two sets overlap, softly: one minus Dice's coefficient, of each sample.
///
///     forward    L = (1/N) Σₙ (1 − (2·Iₙ + s) / (Uₙ + s))        I = Σ p·y, U = Σ p + Σ y
///     backward   dp = −G/N·(2·y·(U + s) − (2·I + s)) / (U + s)²
///
/// Shapes: probabilities p and targets y in 0 … 1 of one shape [N, …]. s, 1 by default, keeps two empty sets from a
/// quotient 0/0. Source: Milletari, Navab, Ahmadi: "V-Net", 3DV 2016, there with squares in U.
public struct DiceLoss<Scalar: TensorScalar>: Loss {
  public struct Cache: Sendable {
    let target: Tensor<Scalar>
    /// 2·I + s and U + s of each sample.
    let overlaps, sizes: [Scalar]
  }

  /// s.
  public let smoothing: Scalar
  public let reduction: Reduction

  public init(smoothing: Scalar = 1, reduction: Reduction = .mean) {
    precondition(smoothing > 0, "s > 0")
    (self.smoothing, self.reduction) = (smoothing, reduction)
  }

  public var description: String { "DiceLoss(s \(smoothing))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ prediction: Tensor<Scalar>, target: Tensor<Scalar>
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    try validate(prediction, target: target)
    guard prediction.shape.rank > 0 else {
      throw InputError("\(self)", expects: "a prediction [N, …]", got: "\(prediction.shape)")
    }
    let (samples, length) = (prediction.shape[0], prediction.shape.stride(of: 0))
    var (overlaps, sizes): ([Scalar], [Scalar]) = ([], [])
    prediction.withElements { p in
      target.withElements { y in
        for start in (0..<samples).map({ $0 * length }) {
          overlaps.append(2 * Tensor.sum(length) { p[start + $0] * y[start + $0] } + smoothing)
          sizes.append(Tensor.sum(length) { p[start + $0] + y[start + $0] } + smoothing)
        }
      }
    }
    let total = zip(overlaps, sizes).reduce(Scalar(0)) { $0 + 1 - $1.0 / $1.1 }
    return (
      total * reduction.factor(samples), Cache(target: target, overlaps: overlaps, sizes: sizes)
    )
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    let scale: Scalar = lossGradient * reduction.factor(cache.sizes.count)
    let length = cache.target.shape.stride(of: 0)
    return Tensor(cache.target.shape) { dp in
      cache.target.withElements { y in
        for i in dp.indices {
          let (overlap, size) = (cache.overlaps[i / length], cache.sizes[i / length])
          dp[i] = -scale * (2 * y[i] - overlap / size) / size
        }
      }
    }
  }
}
