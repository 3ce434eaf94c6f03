import Tensors

/// The numbers of each sample in another shape.
///
///     forward    y[n, …] are the numbers of x[n, …] in the same order
///     backward   dx is g in the shape of x
///
/// Shapes: x [N, …] and y [N] with the given shape behind, of as many numbers. To vectors: ``Flatten``.
public struct Reshape<Scalar: TensorScalar>: Layer {
  /// The shape of one sample of y.
  public let shape: Shape

  public init(_ shape: Shape) { self.shape = shape }

  public var description: String { "Reshape(to \(shape))" }

  /// The cache is the shape of x.
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Shape) {
    let samples = input.shape.extents.first ?? 0
    guard input.shape.rank > 0, input.count == samples * shape.count else {
      throw InputError(
        "\(self)", expects: "input [N, …] of \(shape.count) numbers a sample", got: "\(input.shape)"
      )
    }
    return (input.reshaped(Shape([samples] + shape.extents)), input.shape)
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache shape: Shape
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    Gradients(input: outputGradient.reshaped(shape))
  }
}
