import Tensors

/// The parameters of an affine map: a weight, and a bias an output unless it goes without.
public struct AffineParameters<Scalar: TensorScalar>: TensorGroup {
  public var weight: Tensor<Scalar>
  /// Nil for a map without bias, such as one before a batch norm, which would take it away again.
  public var bias: Tensor<Scalar>?

  public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>?) {
    self.weight = weight
    self.bias = bias
  }

  public var slots: [TensorSlot] {
    [TensorSlot("weight", role: .weight)]
      + (bias == nil ? [] : [TensorSlot("bias", role: .bias)])
  }

  public var slotCount: Int { bias == nil ? 1 : 2 }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { position == 0 ? weight : bias! }
    _modify { if position == 0 { yield &weight } else { yield &bias! } }
  }
}
