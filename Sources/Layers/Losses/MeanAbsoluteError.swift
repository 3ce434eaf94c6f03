import Tensors

/// The mean of the absolute differences.
///
///     forward    L = (1/N) Σ |d|        d = prediction − target
///     backward   dx = G·sign(d) / N
///
/// Any shape; N is the number of all elements. With `.sum` the 1/N is left out. Not differentiable
/// where d = 0; the gradient taken there is 0.
public struct MeanAbsoluteError<Scalar: TensorScalar>: Loss {
  public struct Cache: Sendable, BranchTracing {
    let difference: Tensor<Scalar>

    public var branches: [UInt16] { difference.signBranches() }
  }

  public let reduction: Reduction

  public init(reduction: Reduction = .mean) { self.reduction = reduction }

  public var description: String { "MeanAbsoluteError" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ prediction: Tensor<Scalar>, target: Tensor<Scalar>
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    try validate(prediction, target: target)
    let difference = prediction.combined(with: target) { $0 - $1 }
    let scale: Scalar = reduction.factor(prediction.count)
    return (scale * difference.sum { $0.magnitude }, Cache(difference: difference))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    let scale: Scalar = lossGradient * reduction.factor(cache.difference.count)
    return cache.difference.map { $0 > 0 ? scale : $0 < 0 ? -scale : 0 }
  }
}

extension MeanAbsoluteError: TargetDifferentiableLoss {
  /// The loss is one of the difference, so that this is the prediction's gradient with the other sign.
  public func targetGradient(_ lossGradient: Scalar, cache: Cache) -> Tensor<Scalar> {
    backward(-lossGradient, cache: cache)
  }
}
