import Tensors

/// The sum of absolute values, which drives many of them to exactly zero.
///
///     value      R = λ Σ |w|
///     gradient   λ·sign(w)        0 where w = 0, where R is not differentiable
public struct L1<Scalar: TensorScalar>: Regularizer {
  /// λ
  public let strength: Scalar

  public init(_ strength: Scalar) { self.strength = strength }

  public var description: String { "L1(λ \(strength))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func value(of parameter: Tensor<Scalar>) -> Scalar {
    strength * parameter.sum { $0.magnitude }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(of parameter: Tensor<Scalar>) -> Tensor<Scalar> {
    parameter.map { $0 > 0 ? strength : $0 < 0 ? -strength : 0 }
  }

  public func branches(of parameter: Tensor<Scalar>) -> [UInt16] { parameter.signBranches() }
}
