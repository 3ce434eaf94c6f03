import Tensors

/// The products of two series of matrices.
///
///     forward    Yₙ = Aₙ·Bₙ
///     backward   dAₙ = Gₙ·Bₙᵀ        dBₙ = Aₙᵀ·Gₙ
///
/// Shapes: A [N, T, D], B [N, D, E], Y [N, T, E]; two sources in this order. Throws where they do not fit.
public struct BatchedProduct<Scalar: TensorScalar>: Layer {
  public init() {}

  public var description: String { "BatchedProduct" }

  /// The cache is the tensors.
  public func forward(
    _ input: TensorList<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: [Tensor<Scalar>]) {
    let tensors = input.tensors
    guard tensors.count == 2, tensors.allSatisfy({ $0.shape.rank == 3 }),
      tensors[0].shape[0] == tensors[1].shape[0], tensors[0].shape[2] == tensors[1].shape[1]
    else {
      throw InputError(
        "\(self)", expects: "matrices [N, T, D] and [N, D, E]",
        got: tensors.map { "\($0.shape)" }.joined(separator: " and "))
    }
    return (tensors[0].matrixProduct(with: tensors[1]), tensors)
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache tensors: [Tensor<Scalar>]
  ) -> Gradients<TensorList<Scalar>, NoTensors<Scalar>> {
    let (a, b) = (tensors[0], tensors[1])
    outputGradient.shape.requireOutput([a.shape[0], a.shape[1], b.shape[2]])
    return Gradients(
      input: TensorList([
        outputGradient.matrixProduct(with: b, transposing: .right),
        a.matrixProduct(with: outputGradient, transposing: .left),
      ]))
  }
}
