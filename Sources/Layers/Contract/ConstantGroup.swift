import Tensors

/// A group of what is not differentiable, such as tokens, a mask or regions: it has no slots, so that nobody asks
/// for a gradient of it.
public protocol ConstantGroup: TensorGroup {}

extension ConstantGroup {
  public var slots: [TensorSlot] { [] }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { preconditionFailure("\(Self.self) is not differentiable") }
    set { preconditionFailure("\(Self.self) is not differentiable") }
  }
}
