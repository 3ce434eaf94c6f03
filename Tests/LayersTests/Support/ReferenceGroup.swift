import Layers
import Tensors

/// Tensors by their names, or a single one, which has none.
struct ReferenceGroup: Decodable, Sendable {
  let tensors: [String: ReferenceTensor]

  init(from decoder: any Decoder) throws {
    tensors =
      if let single = try? ReferenceTensor(from: decoder) {
        ["": single]
      } else {
        try [String: ReferenceTensor](from: decoder)
      }
  }

  /// A group like another, with these tensors.
  func replacing<Scalar: TensorScalar>(_ group: AnyTensors<Scalar>) -> AnyTensors<Scalar> {
    var result = group
    for (position, slot) in group.slots.enumerated() {
      if let tensor = tensors[slot.name] { result[slot: position] = tensor.tensor() }
    }
    return result
  }

  var isFaithfulInSinglePrecision: Bool {
    tensors.values.allSatisfy(\.isFaithfulInSinglePrecision)
  }
}
