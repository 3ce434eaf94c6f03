import GradientChecking
import Layers
import Tensors

extension ParameterGroup {
  /// The values of every slot, in order. By position: to list the slots of a composition, each with a key
  /// path, takes longer than a small layer's backward pass.
  func blocks() -> [[Double]] { (0..<slotCount).map { self[slot: $0].block() } }

  /// Replaces the values of every slot, in order.
  mutating func set(_ blocks: some Collection<[Double]>) {
    for (position, block) in blocks.enumerated() {
      self[slot: position] = Tensor(self[slot: position].shape, block: block)
    }
  }
}

extension Variable {
  /// One variable a slot, in order.
  static func parameters(of group: some ParameterGroup) -> [Variable] {
    group.slots.map { slot in
      let tensor = group[keyPath: slot.path]
      return Variable(
        slot.name, shape: tensor.shape.extents, role: .parameter, values: tensor.block())
    }
  }
}
