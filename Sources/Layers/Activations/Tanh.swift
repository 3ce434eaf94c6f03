import Tensors

/// The hyperbolic tangent.
///
///     forward    y = tanh x
///     backward   dx = g·(1 − y²)        computed as g·(1 − y)·(1 + y), which cancels less near ±1
///
/// Any shape.
public struct Tanh<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    let output: Tensor<Scalar>
  }

  public init() {}

  public var description: String { "Tanh" }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let output = input.map { Scalar.hyperbolicTangent($0) }
    return (output, Cache(output: output))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    Gradients(input: cache.output.combined(with: outputGradient) { y, g in g * (1 - y) * (1 + y) })
  }
}
