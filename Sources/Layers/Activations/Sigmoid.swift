import RealModule
import Tensors

/// The logistic function.
///
///     forward    y = 1 / (1 + e⁻ˣ)
///     backward   dx = g·y·(1 − y)
///
/// Any shape. The exponential is only taken of negative numbers, so it never overflows. For x above
/// 37 y rounds to 1 and the gradient to 0, in double precision.
public struct Sigmoid<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  public init() {}

  public var description: String { "Sigmoid" }

  public static var keepsOutput: Bool { true }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.map { Scalar.sigmoid($0) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at y: Tensor<Scalar>) -> Tensor<Scalar> {
    y.combined(with: g) { y, g in g * y * (1 - y) }
  }
}
