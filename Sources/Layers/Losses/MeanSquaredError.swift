import Tensors

/// The mean of the squared differences.
///
///     forward    L = (1/N) Σ d²        halved: L = (1/2N) Σ d²        d = prediction − target
///     backward   dx = (2/N)·G·d        halved: dx = (1/N)·G·d
///
/// Any shape; N is the number of all elements, as in PyTorch. With `.sum` the 1/N is left out. The
/// halved convention makes the gradient the difference itself.
public struct MeanSquaredError<Scalar: TensorScalar>: Loss {
  public struct Cache: Sendable {
    let difference: Tensor<Scalar>
  }

  /// Whether the loss carries the factor ½.
  public let isHalved: Bool
  public let reduction: Reduction

  public init(halved isHalved: Bool = false, reduction: Reduction = .mean) {
    self.isHalved = isHalved
    self.reduction = reduction
  }

  public var description: String { "MeanSquaredError(\(isHalved ? "1/2N" : "1/N"))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ prediction: Tensor<Scalar>, target: Tensor<Scalar>
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    try validate(prediction, target: target)
    let difference = prediction.combined(with: target) { $0 - $1 }
    let scale: Scalar = (isHalved ? 0.5 : 1) * reduction.factor(prediction.count)
    return (scale * difference.sum { $0 * $0 }, Cache(difference: difference))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    let scale: Scalar =
      lossGradient * (isHalved ? 1 : 2) * reduction.factor(cache.difference.count)
    return cache.difference.map { scale * $0 }
  }
}

extension MeanSquaredError: TargetDifferentiableLoss {
  /// The loss is one of the difference, so that this is the prediction's gradient with the other sign.
  public func targetGradient(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    backward(-lossGradient, cache: cache)
  }
}
