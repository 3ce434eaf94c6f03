import Layers
import Tensors

/// A forward pass of which facts are told.
public struct DescribedPass<Scalar: TensorScalar> {
  public let input: Tensor<Scalar>
  public let output: Tensor<Scalar>
  public let cotangent: Tensor<Scalar>
  public let context: ForwardContext

  /// Another layer, or the same in another context, where this one is.
  func map(_ layer: some Layer<Scalar>, in other: ForwardContext? = nil) -> LayerMap<Scalar> {
    LayerMap(AnyLayer(layer), at: input, in: other ?? context)
  }

  /// What each element of the input is multiplied by to be like `values`, one a channel.
  func overInput(_ values: [Double]) -> [Double] {
    let area = input.shape.extents.dropFirst(2).reduce(1, *)
    return (0..<input.count).map { values[$0 / area % values.count] }
  }
}
