import Tensors

/// What attention takes: queries, keys and values, and which keys may be seen.
///
/// Self-attention takes one sequence for all three, cross-attention the queries of one and the keys and values of
/// another.
public struct AttentionInput<Scalar: TensorScalar>: TensorGroup {
  /// [N, T, D].
  public var query: Tensor<Scalar>
  /// [N, S, D].
  public var key: Tensor<Scalar>
  /// [N, S, E].
  public var value: Tensor<Scalar>
  /// All keys may be seen where it is nil.
  public var mask: AttentionMask<Scalar>?

  public init(
    query: Tensor<Scalar>, key: Tensor<Scalar>, value: Tensor<Scalar>,
    mask: AttentionMask<Scalar>? = nil
  ) {
    (self.query, self.key, self.value, self.mask) = (query, key, value, mask)
  }

  /// Query, key and value in this order; a mask may stand anywhere.
  public init?(joining parts: [AnyTensors<Scalar>]) {
    if parts.count == 1, let own = parts[0].base as? Self {
      self = own
      return
    }
    let tensors = parts.flatMap { $0.tensors }
    guard tensors.count == 3 else { return nil }
    let mask = parts.lazy.compactMap { $0.base as? AttentionMask<Scalar> }.first
    self.init(query: tensors[0], key: tensors[1], value: tensors[2], mask: mask)
  }

  public var slots: [TensorSlot] {
    [TensorSlot("query"), TensorSlot("key"), TensorSlot("value")]
  }

  public var slotCount: Int { 3 }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { [query, key, value][position] }
    _modify {
      switch position {
      case 0: yield &query
      case 1: yield &key
      default: yield &value
      }
    }
  }

  public func constant(named name: String) -> AnyTensors<Scalar>? {
    name == "mask" ? mask.map { AnyTensors($0) } ?? AnyTensors(NoTensors()) : nil
  }
}
