import Layers
import Tensors

extension Layer {
  /// Takes over what another network has learned, wherever a parameter or a running statistic has the same name and
  /// shape: a deeper network that starts from a shallow one, a new task from an old one. The rest stays as it is.
  ///
  /// - Returns: The names of what was taken over.
  @discardableResult
  public mutating func adopt(from other: some Layer<Scalar>) -> [String] {
    func taken<Group: TensorGroup<Scalar>>(
      _ group: inout Group, from other: some TensorGroup<Scalar>
    ) -> [String] {
      group.slots.enumerated().compactMap { position, slot in
        guard let tensor = other[slot.name], tensor.shape == group[slot: position].shape else {
          return nil
        }
        group[slot: position] = tensor
        return slot.name
      }
    }
    var (parameters, state) = (parameters, state)
    let names = taken(&parameters, from: other.parameters) + taken(&state, from: other.state)
    self.parameters = parameters
    self.state = state
    return names
  }
}
