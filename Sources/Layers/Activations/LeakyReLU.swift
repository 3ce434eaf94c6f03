import RealModule
import Tensors

/// The rectified linear unit that lets a little through below zero.
///
///     forward    y = x where x > 0, else α·x
///     backward   dx = g where x > 0, else α·g
///
/// Any shape; α is 0.01 by default. Not differentiable at 0, where the gradient taken is α·g, as in
/// PyTorch. Source: Maas, Hannun, Ng: "Rectifier nonlinearities improve neural network acoustic
/// models", ICML 2013.
public struct LeakyReLU<Scalar: TensorScalar>: ElementwiseActivation {
  public typealias Input = Tensor<Scalar>

  /// α, the slope below zero.
  public let slope: Scalar

  public init(slope: Scalar = 0.01) { self.slope = slope }

  public var description: String { "LeakyReLU(slope \(slope))" }

  public var kinks: [Scalar] { [0] }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func values(_ x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.map { $0 > 0 ? $0 : slope * $0 }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func gradient(_ g: Tensor<Scalar>, at x: Tensor<Scalar>) -> Tensor<Scalar> {
    x.combined(with: g) { x, g in x > 0 ? g : slope * g }
  }
}
