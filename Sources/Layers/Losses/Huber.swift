import Tensors

/// Quadratic for small differences, linear for large ones.
///
///     forward    L = (1/N) Σ h(d)        h(d) = ½d² where |d| ≤ δ, else δ·(|d| − ½δ)
///     backward   dx = G/N·d where |d| ≤ δ, else G/N·δ·sign(d)        d = prediction − target
///
/// Any shape; N is the number of all elements. With `.sum` the 1/N is left out. Loss and gradient are
/// continuous at |d| = δ; the second derivative jumps. Source: Huber: "Robust estimation of a
/// location parameter", Annals of Mathematical Statistics 1964.
///
/// Divided by δ it is smooth L1: ½d²/δ inside, |d| − ½δ outside, whose slope is ±1 far out whatever δ; PyTorch calls
/// that one's δ β.
public struct Huber<Scalar: TensorScalar>: Loss {
  public struct Cache: Sendable, BranchTracing {
    let difference: Tensor<Scalar>
    let delta: Scalar

    public var branches: [UInt16] { difference.branches(upTo: delta) }
  }

  /// δ, the difference at which quadratic turns linear.
  public let delta: Scalar
  /// Whether it is smooth L1.
  public let isDividedByDelta: Bool
  public let reduction: Reduction

  public init(
    delta: Scalar = 1, dividedByDelta isDividedByDelta: Bool = false, reduction: Reduction = .mean
  ) {
    precondition(delta > 0, "δ is positive")
    self.delta = delta
    self.isDividedByDelta = isDividedByDelta
    self.reduction = reduction
  }

  public var description: String { "\(isDividedByDelta ? "SmoothL1" : "Huber")(δ \(delta))" }

  /// What the sum of h is multiplied by.
  private func factor(_ count: Int) -> Scalar {
    let factor: Scalar = reduction.factor(count)
    return isDividedByDelta ? factor / delta : factor
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ prediction: Tensor<Scalar>, target: Tensor<Scalar>
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    try validate(prediction, target: target)
    let difference = prediction.combined(with: target) { $0 - $1 }
    let total = difference.sum { d in
      d.magnitude <= delta ? d * d / 2 : delta * (d.magnitude - delta / 2)
    }
    return (
      total * factor(prediction.count), Cache(difference: difference, delta: delta)
    )
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    let scale: Scalar = lossGradient * factor(cache.difference.count)
    return cache.difference.map { d in
      d.magnitude <= delta ? scale * d : d > 0 ? scale * delta : -scale * delta
    }
  }
}

extension Huber: TargetDifferentiableLoss {
  /// The loss is one of the difference, so that this is the prediction's gradient with the other sign.
  public func targetGradient(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    backward(-lossGradient, cache: cache)
  }
}
