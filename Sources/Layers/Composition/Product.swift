import Tensors

/// The product of what several sources give, number by number.
///
///     forward    y = Πₖ xₖ
///     backward   dxₖ = g·Π_{j≠k} xⱼ
///
/// Any number of tensors of one shape, without broadcasting; throws where the shapes differ. A gate is one: ``Sigmoid``
/// of something, times something else.
public struct Product<Scalar: TensorScalar>: Layer {
  public init() {}

  public var description: String { "Product" }

  /// The cache is the tensors.
  public func forward(
    _ input: TensorList<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: [Tensor<Scalar>]) {
    let tensors = input.tensors
    var product = try input.first(alikeFor: self)
    for tensor in tensors.dropFirst() { product *= tensor }
    return (product, tensors)
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache tensors: [Tensor<Scalar>]
  ) -> Gradients<TensorList<Scalar>, NoTensors<Scalar>> {
    // Not by division: a factor may be 0.
    Gradients(
      input: TensorList(
        tensors.indices.map { own in
          tensors.enumerated().reduce(outputGradient) {
            $1.offset == own ? $0 : $0 * $1.element
          }
        }))
  }
}
