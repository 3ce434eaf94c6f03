import Tensors

/// Any group of tensors, its type hidden.
public struct AnyTensors<Scalar: TensorScalar>: TensorGroup {
  /// The group inside.
  public private(set) var base: any TensorGroup<Scalar>

  public init<Group: TensorGroup<Scalar>>(_ base: Group) {
    if let erased = base as? AnyTensors { self = erased } else { self.base = base }
  }

  public var slots: [TensorSlot] { base.slots }

  public var slotCount: Int { base.slotCount }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { base[slot: position] }
    _modify { yield &base[slot: position] }
  }

  public func constant(named name: String) -> AnyTensors? { base.constant(named: name) }

  public init?(joining parts: [AnyTensors]) {
    guard parts.count == 1 else { return nil }
    self = parts[0]
  }

  /// The tensor that the group is, where it is a single one.
  public var tensor: Tensor<Scalar>? { base as? Tensor<Scalar> }
}
