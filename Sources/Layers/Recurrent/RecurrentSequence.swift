import Tensors

/// A sequence [N, T, …] with the states, each [N, H], of a recurrent layer before it or after it.
public struct RecurrentSequence<Scalar: TensorScalar>: TensorGroup {
  public var sequence: Tensor<Scalar>
  /// The hidden state, and what else is carried; none for zeros.
  public var states: [Tensor<Scalar>]

  public init(_ sequence: Tensor<Scalar>, states: [Tensor<Scalar>] = []) {
    self.sequence = sequence
    self.states = states
  }

  public init?(joining parts: [AnyTensors<Scalar>]) {
    let tensors = parts.flatMap { $0.tensors }
    guard let sequence = tensors.first else { return nil }
    self.init(sequence, states: Array(tensors.dropFirst()))
  }

  public var slots: [TensorSlot] {
    [TensorSlot("sequence")] + zip(["h", "c"], states).map { name, _ in TensorSlot(name) }
  }

  public var slotCount: Int { 1 + states.count }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { position == 0 ? sequence : states[position - 1] }
    _modify { if position == 0 { yield &sequence } else { yield &states[position - 1] } }
  }
}
