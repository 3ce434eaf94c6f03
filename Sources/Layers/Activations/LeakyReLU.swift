import Tensors

/// The rectified linear unit that lets a little through below zero.
///
///     forward    y = x where x > 0, else α·x
///     backward   dx = g where x > 0, else α·g
///
/// Any shape; α is 0.01 by default. Not differentiable at 0, where the gradient taken is α·g, as in
/// PyTorch. Source: Maas, Hannun, Ng: "Rectifier nonlinearities improve neural network acoustic
/// models", ICML 2013.
public struct LeakyReLU<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable, BranchTracing {
    /// x, for its sign.
    let input: Tensor<Scalar>

    public var branches: [UInt16] { input.positiveBranches() }
  }

  /// α, the slope below zero.
  public let slope: Scalar

  public init(slope: Scalar = 0.01) { self.slope = slope }

  public var description: String { "LeakyReLU(slope \(slope))" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    (input.map { $0 > 0 ? $0 : slope * $0 }, Cache(input: input))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    Gradients(input: cache.input.combined(with: outputGradient) { x, g in x > 0 ? g : slope * g })
  }
}
