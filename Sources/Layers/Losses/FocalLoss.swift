import RealModule
import Tensors

/// Binary cross-entropy that looks away from what is easy, from logits.
///
///     ℓ(x, y) = −α_t·(1 − p_t)^γ·log p_t        p_t = σ(z), z = x for y = 1, −x for y = 0
///     ∂ℓ/∂x = ∓α_t·(1 − p_t)^γ·(1 − p_t − γ·p_t·log p_t)        − for y = 1
///
/// y is 0 or 1; α_t is α for y = 1, else 1 − α, and 1 where α is left out. γ is 2 and α 0.25 by default, as in
/// torchvision, whose mean is left out by default. Throws where a target is neither 0 nor 1. See
/// ``ElementwiseLoss``.
///
/// Source: Lin et al.: "Focal loss for dense object detection", ICCV 2017.
public struct FocalLoss<Scalar: TensorScalar>: ElementwiseLoss {
  public let alpha: Scalar?
  public let gamma: Scalar
  public let reduction: Reduction

  public init(alpha: Scalar? = 0.25, gamma: Scalar = 2, reduction: Reduction = .mean) {
    precondition(gamma >= 0 && (0...1).contains(alpha ?? 0), "γ ≥ 0, α in 0 … 1")
    (self.alpha, self.gamma, self.reduction) = (alpha, gamma, reduction)
  }

  public var description: String { "FocalLoss(α \(alpha.map { "\($0)" } ?? "none"), γ \(gamma))" }

  public func validate(_ y: Tensor<Scalar>) throws(InputError) {
    if let stray = y.elements.first(where: { $0 != 0 && $0 != 1 }) {
      throw InputError("\(self)", expects: "targets 0 or 1", got: "\(stray)")
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func total(_ x: Tensor<Scalar>, _ y: Tensor<Scalar>) -> Scalar {
    let (positive, negative) = (alpha ?? 1, alpha.map { 1 - $0 } ?? 1)
    return x.combined(with: y) { x, y in
      let z = y == 1 ? x : -x
      let weight = y == 1 ? positive : negative
      return weight * Scalar.pow(Scalar.sigmoid(-z), gamma) * Scalar.softplus(-z)
    }.sum { $0 }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func slopes(
    _ x: Tensor<Scalar>, _ y: Tensor<Scalar>, scale: Scalar
  ) -> Tensor<Scalar> {
    let (positive, negative) = (alpha ?? 1, alpha.map { 1 - $0 } ?? 1)
    return x.combined(with: y) { x, y in
      let z = y == 1 ? x : -x
      let weight = y == 1 ? -positive : negative
      let rest = Scalar.sigmoid(-z)
      return scale * weight * Scalar.pow(rest, gamma)
        * (rest + gamma * Scalar.sigmoid(z) * Scalar.softplus(-z))
    }
  }
}
