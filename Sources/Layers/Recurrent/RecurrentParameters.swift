import Tensors

/// The parameters of a recurrent layer of G gates and H units: W_ih [G·H, D], W_hh [G·H, H], b_ih, b_hh [G·H].
public struct RecurrentParameters<Scalar: TensorScalar>: TensorGroup {
  /// W_ih.
  public var inputWeight: Tensor<Scalar>
  /// W_hh.
  public var recurrentWeight: Tensor<Scalar>
  /// b_ih.
  public var inputBias: Tensor<Scalar>
  /// b_hh.
  public var recurrentBias: Tensor<Scalar>

  public init(
    inputWeight: Tensor<Scalar>, recurrentWeight: Tensor<Scalar>, inputBias: Tensor<Scalar>,
    recurrentBias: Tensor<Scalar>
  ) {
    self.inputWeight = inputWeight
    self.recurrentWeight = recurrentWeight
    self.inputBias = inputBias
    self.recurrentBias = recurrentBias
  }

  public var slots: [TensorSlot] {
    [
      TensorSlot("weight_ih", role: .weight), TensorSlot("weight_hh", role: .weight),
      TensorSlot("bias_ih", role: .bias), TensorSlot("bias_hh", role: .bias),
    ]
  }

  public var slotCount: Int { 4 }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { [inputWeight, recurrentWeight, inputBias, recurrentBias][position] }
    _modify {
      switch position {
      case 0: yield &inputWeight
      case 1: yield &recurrentWeight
      case 2: yield &inputBias
      default: yield &recurrentBias
      }
    }
  }

  /// D.
  var inputs: Int { inputWeight.shape[1] }
  /// H.
  var units: Int { recurrentWeight.shape[1] }

  /// Stops the program where the shapes are not those of so many gates.
  func requireShapes(gates: Int) {
    precondition(
      recurrentWeight.shape.rank == 2 && inputWeight.shape.rank == 2
        && recurrentWeight.shape[0] == gates * recurrentWeight.shape[1]
        && inputWeight.shape[0] == recurrentWeight.shape[0]
        && inputBias.shape == [inputWeight.shape[0]] && recurrentBias.shape == inputBias.shape,
      "W_ih [\(gates)H, D], W_hh [\(gates)H, H], b_ih [\(gates)H], b_hh [\(gates)H]")
  }
}
