import Tensors

/// The parameters of an affine map: a weight and a bias an output.
public struct AffineParameters<Scalar: TensorScalar>: ParameterGroup {
  public var weight: Tensor<Scalar>
  public var bias: Tensor<Scalar>

  public init(weight: Tensor<Scalar>, bias: Tensor<Scalar>) {
    self.weight = weight
    self.bias = bias
  }

  public var slots: [ParameterSlot<Self, Scalar>] {
    [
      ParameterSlot("weight", \.weight, role: .weight),
      ParameterSlot("bias", \.bias, role: .bias),
    ]
  }

  public var slotCount: Int { 2 }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { position == 0 ? weight : bias }
    _modify { if position == 0 { yield &weight } else { yield &bias } }
  }
}
