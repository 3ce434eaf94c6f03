import Tensors

/// The sum of squares, also called weight decay.
///
///     half       R = ½λ Σ w²        gradient λ·w
///     full       R = λ Σ w²         gradient 2λ·w
///
/// Both conventions are in use, and mixing them is a classic mistake, so the choice has no default.
public struct L2<Scalar: TensorScalar>: Regularizer {
  /// Whether the penalty carries the factor ½.
  public enum Convention: String, Sendable, CaseIterable {
    /// ½λ Σ w²
    case half
    /// λ Σ w²
    case full
  }

  /// λ
  public let strength: Scalar
  public let convention: Convention

  public init(_ strength: Scalar, _ convention: Convention) {
    self.strength = strength
    self.convention = convention
  }

  public var description: String { "L2(\(convention == .half ? "½" : "")λw², λ \(strength))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func value(of parameter: Tensor<Scalar>) -> Scalar {
    (convention == .half ? strength / 2 : strength) * parameter.sum { $0 * $0 }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(of parameter: Tensor<Scalar>) -> Tensor<Scalar> {
    let factor = convention == .half ? strength : 2 * strength
    return parameter.map { factor * $0 }
  }
}
