import RealModule
import Tensors

/// The hyperbolic tangent.
///
///     forward    y = tanh x
///     backward   dx = g·(1 − y²)        computed as g·(1 − y)·(1 + y), which cancels less near ±1
///
/// Any shape.
public struct Tanh<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  public init() {}

  public var description: String { "Tanh" }

  public static var keepsOutput: Bool { true }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.map { Scalar.hyperbolicTangent($0) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at y: Tensor<Scalar>) -> Tensor<Scalar> {
    y.combined(with: g) { y, g in g * (1 - y) * (1 + y) }
  }
}
