import Tensors

/// The tensors of several groups, each group under a name: "conv1.weight".
///
/// What a composition learns and keeps is that of its layers.
public struct NamedGroups<Scalar: TensorScalar>: TensorGroup {
  public let names: [String]
  public internal(set) var groups: [AnyTensors<Scalar>]

  init(_ names: [String], _ groups: [AnyTensors<Scalar>]) {
    (self.names, self.groups) = (names, groups)
  }

  public var slots: [TensorSlot] {
    zip(names, groups).flatMap { name, group in group.slots.map { $0.inside(name) } }
  }

  public var slotCount: Int {
    var count = 0
    for group in groups { count += group.slotCount }
    return count
  }

  public var tensors: [Tensor<Scalar>] { groups.flatMap { $0.tensors } }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get {
      let (group, slot) = place(position)
      return groups[group][slot: slot]
    }
    _modify {
      let (group, slot) = place(position)
      yield &groups[group][slot: slot]
    }
  }

  private func place(_ position: Int) -> (group: Int, slot: Int) {
    var rest = position
    for (group, tensors) in groups.enumerated() {
      let count = tensors.slotCount
      if rest < count { return (group, rest) }
      rest -= count
    }
    preconditionFailure("no slot \(position)")
  }
}
