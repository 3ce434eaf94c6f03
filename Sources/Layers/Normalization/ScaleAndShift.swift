import Tensors

/// The parameters of a normalization: what follows it, y = γ·x̂ + β.
public struct ScaleAndShift<Scalar: TensorScalar>: TensorGroup {
  public var gamma: Tensor<Scalar>
  public var beta: Tensor<Scalar>

  public init(gamma: Tensor<Scalar>, beta: Tensor<Scalar>) {
    self.gamma = gamma
    self.beta = beta
  }

  public var slots: [TensorSlot] {
    [
      TensorSlot("gamma", role: .scale),
      TensorSlot("beta", role: .bias),
    ]
  }

  public var slotCount: Int { 2 }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { position == 0 ? gamma : beta }
    _modify { if position == 0 { yield &gamma } else { yield &beta } }
  }
}
