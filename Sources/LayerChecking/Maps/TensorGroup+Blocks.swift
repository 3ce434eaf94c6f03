import GradientChecking
import Layers
import Tensors

extension TensorGroup {
  /// The values of every slot, in order. By position: to list the slots of a composition takes longer than a
  /// small layer's backward pass.
  func blocks() -> [[Double]] { (0..<slotCount).map { self[slot: $0].block() } }

  /// The values of every slot, one behind the other.
  func flatBlock() -> [Double] {
    slotCount == 1 ? self[slot: 0].block() : blocks().flatMap { $0 }
  }

  /// The group of the same shapes with other values in every slot.
  func with(_ blocks: some Sequence<[Double]>) -> Self {
    var group = self
    for (position, block) in blocks.prefix(slotCount).enumerated() {
      group[slot: position] = Tensor(self[slot: position].shape, block: block)
    }
    return group
  }

  /// The group of the same shapes with other values, one slot's behind the other's.
  func with(flat values: [Double]) -> Self {
    guard slotCount != 1 else { return with([values]) }
    var rest = values[...]
    return with(
      tensors.map { tensor in
        defer { rest = rest.dropFirst(tensor.count) }
        return Array(rest.prefix(tensor.count))
      })
  }
}

extension Variable {
  /// One variable a slot, in order; a tensor that is a group by itself is called `name`.
  static func variables(
    of group: some TensorGroup, _ name: String, role: Role
  ) -> [Variable] {
    group.slots.enumerated().map { position, slot in
      let tensor = group[slot: position]
      return Variable(
        slot.name.isEmpty ? name : slot.name, shape: tensor.shape.extents, role: role,
        values: tensor.block())
    }
  }
}
