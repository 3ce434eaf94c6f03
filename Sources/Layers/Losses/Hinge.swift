import Tensors

/// The multi-class support vector machine's loss: every wrong class should score at least Δ less than
/// the right one.
///
///     forward    L = (1/N) Σₙ Σ_{j≠yₙ} mₙⱼ        mₙⱼ = max(0, xₙⱼ − x_{n,yₙ} + Δ)
///                squared: L = (1/N) Σₙ Σ_{j≠yₙ} mₙⱼ²
///     backward   dxₙⱼ = G/N·[mₙⱼ > 0], squared: 2·G/N·mₙⱼ        dx_{n,yₙ} = −Σ_{j≠yₙ} dxₙⱼ
///
/// Shapes: scores x [N, K], labels y [N] in 0 ..< K; Δ is 1 by default. The mean is over samples, not
/// classes (PyTorch's `multi_margin_loss` divides by K as well); with `.sum` the 1/N is left out. The
/// plain loss is not differentiable where a margin is exactly 0, where the gradient taken is 0; the
/// squared one is smooth there. For equal scores the plain loss is Δ·(K − 1).
///
/// Source: Weston, Watkins: "Support vector machines for multi-class pattern recognition", ESANN 1999.
public struct Hinge<Scalar: TensorScalar>: Loss {
  public struct Cache: Sendable, BranchTracing {
    /// m, with 0 in the place of the true class.
    let margins: Tensor<Scalar>
    let labels: [Int]

    public var branches: [UInt16] { margins.positiveBranches() }
  }

  /// Δ, the margin asked for.
  public let delta: Scalar
  public let isSquared: Bool
  public let reduction: Reduction

  public init(delta: Scalar = 1, squared isSquared: Bool = false, reduction: Reduction = .mean) {
    precondition(delta > 0, "Δ is positive")
    self.delta = delta
    self.isSquared = isSquared
    self.reduction = reduction
  }

  public var description: String { "\(isSquared ? "SquaredHinge" : "Hinge")(Δ \(delta))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ scores: Tensor<Scalar>, target labels: [Int]
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    try validate(scores, labels: labels)
    let classes = scores.shape[1]
    var total: Scalar = 0
    let margins = Tensor<Scalar>(scores.shape) { m in
      scores.withElements { x in
        for (n, label) in labels.enumerated() {
          let row = n * classes
          for j in 0..<classes {
            let margin = j == label ? 0 : x[row + j] - x[row + label] + delta
            // Not `max`, which would turn what is not a number into 0.
            m[row + j] = margin < 0 ? 0 : margin
            total += isSquared ? m[row + j] * m[row + j] : m[row + j]
          }
        }
      }
    }
    return (total * reduction.factor(labels.count), Cache(margins: margins, labels: labels))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    let classes = cache.margins.shape[1]
    let scale: Scalar = lossGradient * reduction.factor(cache.labels.count)
    return Tensor(cache.margins.shape) { dx in
      cache.margins.withElements { m in
        for (n, label) in cache.labels.enumerated() {
          let row = n * classes
          var sum: Scalar = 0
          for j in 0..<classes {
            dx[row + j] = isSquared ? 2 * scale * m[row + j] : m[row + j] > 0 ? scale : 0
            sum += dx[row + j]
          }
          // The true class's own entry is 0 so far, so the sum is over the others.
          dx[row + label] = -sum
        }
      }
    }
  }
}
