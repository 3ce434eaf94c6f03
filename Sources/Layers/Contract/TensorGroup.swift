import Tensors

/// Named tensors that belong together: what goes into a layer, what comes out, what it learns, what it keeps.
///
/// A single `Tensor` is a group of one. What is not differentiable, such as indices or a mask, may stand in a
/// group too; it has no slot, so that nobody asks for its gradient. A gradient has the type of what it belongs
/// to, with a tensor of the same shape in every slot.
public protocol TensorGroup<Scalar>: Sendable {
  associatedtype Scalar: TensorScalar

  /// What every tensor of the group is called and what it is for, in a fixed order.
  var slots: [TensorSlot] { get }

  /// The number of ``slots``; best without listing them, which takes longer than a pass through a small layer.
  var slotCount: Int { get }

  /// The tensor in the slot at this position.
  subscript(slot position: Int) -> Tensor<Scalar> { get set }

  /// The group put together from what several sources give, nil where that does not fit. Its slots are theirs,
  /// in their order; a group that does not say how is one source, of its own type.
  init?(joining parts: [AnyTensors<Scalar>])

  /// What stands in the group besides, not differentiable, by its name: a mask. Nil where there is no such name.
  func constant(named name: String) -> AnyTensors<Scalar>?
}

extension TensorGroup {
  public var slotCount: Int { slots.count }

  public func constant(named name: String) -> AnyTensors<Scalar>? { nil }

  public init?(joining parts: [AnyTensors<Scalar>]) {
    guard parts.count == 1, let own = parts[0].base as? Self else { return nil }
    self = own
  }

  /// The tensor in every slot, in order.
  public var tensors: [Tensor<Scalar>] { (0..<slotCount).map { self[slot: $0] } }

  /// The tensor of this name, such as "conv1.weight"; nil where there is none.
  ///
  /// To set one that is not there, or in another shape, is a mistake in the program, which stops.
  public subscript(name: String) -> Tensor<Scalar>? {
    get { position(of: name).map { self[slot: $0] } }
    set {
      guard let position = position(of: name), let newValue else {
        preconditionFailure("no tensor \(name) among \(slots.map(\.name))")
      }
      precondition(
        self[slot: position].shape == newValue.shape,
        "\(name) is \(self[slot: position].shape), not \(newValue.shape)")
      self[slot: position] = newValue
    }
  }

  /// Replaces every tensor by the one of its name.
  ///
  /// - Throws: `InputError` where one is missing, has another shape, or belongs nowhere; nothing has changed
  ///   then.
  public mutating func set(_ tensors: [String: Tensor<Scalar>]) throws(InputError) {
    var changed = self
    let names = slots.map(\.name)
    if let stranger = tensors.keys.sorted().first(where: { !names.contains($0) }) {
      throw InputError("a group of tensors", expects: "\(names)", got: stranger)
    }
    for (position, name) in names.enumerated() {
      let shape = self[slot: position].shape
      guard let tensor = tensors[name], tensor.shape == shape else {
        throw InputError(
          name, expects: "\(shape)", got: tensors[name].map { "\($0.shape)" } ?? "nothing")
      }
      changed[slot: position] = tensor
    }
    self = changed
  }

  private func position(of name: String) -> Int? { slots.firstIndex { $0.name == name } }

  /// The same group with every tensor 0.
  func zeros() -> Self {
    var zeros = self
    for position in 0..<slotCount { zeros[slot: position] = Tensor(self[slot: position].shape) }
    return zeros
  }
}

extension Tensor: TensorGroup {
  public var slots: [TensorSlot] { [TensorSlot("", role: .activation)] }

  public var slotCount: Int { 1 }

  public subscript(slot position: Int) -> Tensor {
    get { self }
    _modify { yield &self }
  }
}

/// A group that never has a tensor.
public protocol EmptyTensorGroup<Scalar>: TensorGroup {
  init()
}

/// The group of what has no tensors: the parameters of a layer that learns nothing.
public struct NoTensors<Scalar: TensorScalar>: EmptyTensorGroup, ConstantGroup {
  public init() {}
}
