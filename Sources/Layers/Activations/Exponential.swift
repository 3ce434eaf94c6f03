import RealModule
import Tensors

/// The exponential function.
///
///     forward    y = eˣ
///     backward   dx = g·y
///
/// Any shape. It overflows above 709 in double precision, above 88 in single.
public struct Exponential<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  public init() {}

  public var description: String { "Exponential" }

  public static var keepsOutput: Bool { true }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.map { Scalar.exp($0) }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at y: Tensor<Scalar>) -> Tensor<Scalar> {
    y.combined(with: g) { y, g in g * y }
  }
}
