import Tensors

/// The rectified linear unit.
///
///     forward    y = max(x, 0)
///     backward   dx = g where x > 0, else 0
///
/// Any shape. Not differentiable at 0, where the gradient taken is 0, as everywhere.
public struct ReLU<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable, BranchTracing {
    /// y, which is positive where x is.
    let output: Tensor<Scalar>

    public var branches: [UInt16] { output.positiveBranches() }
  }

  public init() {}

  public var description: String { "ReLU" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    // Not `max`, which would turn what is not a number into 0.
    let output = input.map { $0 < 0 ? 0 : $0 }
    return (output, Cache(output: output))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    Gradients(input: cache.output.combined(with: outputGradient) { y, g in y > 0 ? g : 0 })
  }
}
