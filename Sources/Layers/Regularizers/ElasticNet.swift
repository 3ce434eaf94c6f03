import Tensors

/// L1 and L2 together: sparse, yet stable among correlated inputs.
///
///     value      R = λ₁ Σ |w| + λ₂ Σ w²
///     gradient   λ₁·sign(w) + 2λ₂·w        sign(0) = 0
///
/// Source: Zou, Hastie: "Regularization and variable selection via the elastic net", JRSS B 2005.
public struct ElasticNet<Scalar: TensorScalar>: Regularizer {
  /// λ₁ Σ |w|
  public let absolute: L1<Scalar>
  /// λ₂ Σ w²
  public let square: L2<Scalar>

  /// The penalty with λ₁ and λ₂.
  public init(l1: Scalar, l2: Scalar) {
    absolute = L1(l1)
    square = L2(l2, .full)
  }

  public var description: String { "ElasticNet(λ₁ \(absolute.strength), λ₂ \(square.strength))" }

  public func value(of parameter: Tensor<Scalar>) -> Scalar {
    absolute.value(of: parameter) + square.value(of: parameter)
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(of parameter: Tensor<Scalar>) -> Tensor<Scalar> {
    absolute.gradient(of: parameter).combined(with: square.gradient(of: parameter)) { $0 + $1 }
  }

  public func branches(of parameter: Tensor<Scalar>) -> [UInt16] {
    absolute.branches(of: parameter)
  }
}
