import Tensors

/// Every vector of a tensor as a sample of its own: [N, …, D] as [N·…, D], such as the steps of sequences for a
/// layer that takes one at a time.
///
///     forward    y[i, ·] = x[n, t, ·]        i = n·T + t
///     backward   dx is g in the shape of x
///
/// Any shape of rank ≥ 1.
public struct Rows<Scalar: TensorScalar>: Layer {
  public init() {}

  public var description: String { "Rows" }

  /// The cache is the shape of x.
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Shape) {
    guard let width = input.shape.extents.last else {
      throw InputError("\(self)", expects: "input [N, …, D]", got: "\(input.shape)")
    }
    let rows = input.shape.extents.dropLast().reduce(1, *)
    return (input.reshaped([rows, width]), input.shape)
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache shape: Shape
  ) -> Gradients<Tensor<Scalar>, NoTensors<Scalar>> {
    Gradients(input: outputGradient.reshaped(shape))
  }
}
