import Tensors

/// Every sample as one vector.
///
///     forward    y = x as [N, everything else]
///     backward   dx = g in the shape of x
///
/// Elements keep their row-major order: channel by channel, row by row.
public struct Flatten<Scalar: TensorScalar>: Layer {
  public struct Cache: Sendable {
    let inputShape: Shape
  }

  public init() {}

  public var description: String { "Flatten" }

  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    guard input.shape.rank > 0 else {
      throw InputError("\(self)", expects: "input [N, …]", got: "\(input.shape)")
    }
    let vector = [input.shape[0], input.shape.stride(of: 0)]
    return (input.reshaped(Shape(vector)), Cache(inputShape: input.shape))
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    Gradients(input: outputGradient.reshaped(cache.inputShape))
  }
}
