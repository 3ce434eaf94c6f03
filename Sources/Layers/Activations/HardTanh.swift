import RealModule
import Tensors

/// The identity between two bounds.
///
///     forward    y = min(max(x, a), b)
///     backward   dx = g where a < x < b, else 0
///
/// Any shape; a is −1 and b 1 by default, 0 and 6 for ``relu6``. Not differentiable at a and b, where the gradient taken
/// is 0, as in PyTorch.
public struct HardTanh<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  /// a and b.
  public let lower, upper: Scalar

  public init(from lower: Scalar = -1, to upper: Scalar = 1) {
    precondition(lower < upper, "a < b")
    (self.lower, self.upper) = (lower, upper)
  }

  /// The rectifier that ends at 6.
  public static var relu6: HardTanh { HardTanh(from: 0, to: 6) }

  public var description: String { "HardTanh(\(lower) … \(upper))" }

  public var kinks: [Scalar] { [lower, upper] }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    let (lower, upper) = (lower, upper)
    // Not `min` and `max`, which would turn what is not a number into a bound.
    return x.map { $0 < lower ? lower : $0 > upper ? upper : $0 }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at x: Tensor<Scalar>) -> Tensor<Scalar> {
    let (lower, upper) = (lower, upper)
    return x.combined(with: g) { x, g in x > lower && x < upper ? g : 0 }
  }
}
