import Tensors

/// The logistic function.
///
///     forward    y = 1 / (1 + e⁻ˣ)
///     backward   dx = g·y·(1 − y)
///
/// Any shape. The exponential is only taken of negative numbers, so it never overflows. For x above
/// 37 y rounds to 1 and the gradient to 0, in double precision.
public struct Sigmoid<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    let output: Tensor<Scalar>
  }

  public init() {}

  public var description: String { "Sigmoid" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let output = input.map { Scalar.sigmoid($0) }
    return (output, Cache(output: output))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    Gradients(input: cache.output.combined(with: outputGradient) { y, g in g * y * (1 - y) })
  }
}
