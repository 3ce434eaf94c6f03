import Tensors

/// One loss of several predictions of the same target, such as those of a network's auxiliary heads.
///
///     forward    L = Σ wₖ·ℓ(xₖ, y)
///     backward   dxₖ = wₖ·G·∂ℓ/∂xₖ
///
/// As many predictions as there are weights; throws where they are more or fewer. In GoogLeNet the last layer weighs
/// 1, each auxiliary head 0.3.
public struct WeightedHeads<Base: Loss>: Loss where Base.Prediction == Tensor<Base.Scalar> {
  public typealias Scalar = Base.Scalar

  public struct Cache: Sendable, BranchTracing {
    let heads: [Base.Cache]

    public var branches: [UInt16] {
      heads.flatMap { ($0 as? any BranchTracing)?.branches ?? [] }
    }
  }

  /// ℓ.
  public let base: Base
  public let weights: [Scalar]

  public init(_ base: Base, weights: [Scalar]) {
    (self.base, self.weights) = (base, weights)
  }

  public var description: String { "\(base) of \(weights.count) heads" }

  public func forward(
    _ predictions: TensorList<Scalar>, target: Base.Target
  ) throws(InputError) -> (value: Scalar, cache: Cache) {
    guard predictions.slotCount == weights.count else {
      throw InputError(
        "\(self)", expects: "\(weights.count) predictions", got: "\(predictions.slotCount)")
    }
    var total: Scalar = 0
    var heads: [Base.Cache] = []
    for (weight, prediction) in zip(weights, predictions.tensors) {
      let (value, cache) = try base.forward(prediction, target: target)
      total += weight * value
      heads.append(cache)
    }
    return (total, Cache(heads: heads))
  }

  public func backward(_ lossGradient: Scalar, cache: Cache) -> TensorList<Scalar> {
    TensorList(
      zip(weights, cache.heads).map { base.backward($0 * lossGradient, cache: $1) })
  }
}
