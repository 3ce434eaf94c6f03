import Layers
import Tensors

/// A sequence [N, T, D] with what of it is no padding; all of it where there is no mask.
struct MaskedSequence<Scalar: TensorScalar>: TensorGroup {
  var sequence: Tensor<Scalar>
  let mask: AttentionMask<Scalar>?

  init(_ sequence: Tensor<Scalar>, mask: AttentionMask<Scalar>?) {
    (self.sequence, self.mask) = (sequence, mask)
  }

  init?(joining parts: [AnyTensors<Scalar>]) {
    if parts.count == 1, let own = parts[0].base as? Self {
      self = own
      return
    }
    let tensors = parts.flatMap { $0.tensors }
    guard tensors.count == 1 else { return nil }
    self.init(
      tensors[0], mask: parts.lazy.compactMap { $0.base as? AttentionMask<Scalar> }.first)
  }

  var slots: [TensorSlot] { [TensorSlot("sequence")] }

  var slotCount: Int { 1 }

  subscript(slot position: Int) -> Tensor<Scalar> {
    get { sequence }
    _modify { yield &sequence }
  }

  func constant(named name: String) -> AnyTensors<Scalar>? {
    name == "mask" ? mask.map { AnyTensors($0) } ?? AnyTensors(NoTensors()) : nil
  }
}
