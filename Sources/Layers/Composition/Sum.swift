import Tensors

/// The sum of what several sources give.
///
///     forward    y = Σₖ xₖ
///     backward   dxₖ = g        for every k
///
/// Any number of tensors of one shape, without broadcasting; throws where the shapes differ.
public struct Sum<Scalar: TensorScalar>: Layer {
  public init() {}

  public var description: String { "Sum" }

  /// The cache is the number of tensors.
  public func forward(
    _ input: TensorList<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Int) {
    let tensors = input.tensors
    var sum = try input.first(alikeFor: self)
    for tensor in tensors.dropFirst() { sum.add(tensor) }
    return (sum, tensors.count)
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache count: Int
  ) -> Gradients<TensorList<Scalar>, NoTensors<Scalar>> {
    Gradients(input: TensorList(Array(repeating: outputGradient, count: count)))
  }
}
