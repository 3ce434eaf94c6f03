import Tensors

/// Any layer, its type hidden, so that different ones fit into one list.
public struct AnyLayer<Scalar: TensorScalar>: Layer {
  /// The cache of whatever layer is inside.
  public struct Cache: Sendable, BranchTracing {
    let base: any Sendable

    /// The branches of the layer inside; none where it has no kinks.
    public var branches: [UInt16] { (base as? any BranchTracing)?.branches ?? [] }

    public var branchesByPlace: [[UInt16]] {
      (base as? any BranchTracing)?.branchesByPlace ?? []
    }
  }

  /// The layer inside.
  public private(set) var base: any Layer<Scalar>

  public init(_ base: some Layer<Scalar>) { self.base = base }

  public var description: String { base.description }

  public var parameters: AnyParameters<Scalar> {
    get { base.erasedParameters }
    set { base.erasedParameters = newValue }
  }

  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    try base.erasedForward(input, in: context)
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<AnyParameters<Scalar>> {
    base.erasedBackward(outputGradient, cache: cache)
  }

  public mutating func updateParameters(_ change: (inout Tensor<Scalar>, Int) -> Void) {
    base.updateParameters(change)
  }

  public mutating func commit(_ cache: Cache) { base.erasedCommit(cache) }
}

/// The parameters of any layer, their type hidden.
public struct AnyParameters<Scalar: TensorScalar>: ParameterGroup {
  fileprivate var base: any ParameterGroup<Scalar>

  init(_ base: some ParameterGroup<Scalar>) { self.base = base }

  public var slots: [ParameterSlot<Self, Scalar>] { base.slotsOfErased }

  public var slotCount: Int { base.slotCount }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { base[slot: position] }
    set { base[slot: position] = newValue }
  }
}

extension ParameterGroup {
  /// This group's slots, seen from the erased group around it.
  fileprivate var slotsOfErased: [ParameterSlot<AnyParameters<Scalar>, Scalar>] {
    slots.enumerated().map { position, slot in
      ParameterSlot(slot.name, \AnyParameters<Scalar>[slot: position], role: slot.role)
    }
  }
}

extension Layer {
  fileprivate var erasedParameters: AnyParameters<Scalar> {
    get { AnyParameters(parameters) }
    set { parameters = unwrap(newValue.base) }
  }

  fileprivate func erasedForward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: AnyLayer<Scalar>.Cache) {
    let (output, cache) = try forward(input, in: context)
    return (output, AnyLayer.Cache(base: cache))
  }

  fileprivate func erasedBackward(
    _ outputGradient: Tensor<Scalar>, cache: AnyLayer<Scalar>.Cache
  ) -> Gradients<AnyParameters<Scalar>> {
    let gradients = backward(outputGradient, cache: unwrap(cache.base))
    return Gradients(input: gradients.input, parameters: AnyParameters(gradients.parameters))
  }

  fileprivate mutating func erasedCommit(_ cache: AnyLayer<Scalar>.Cache) {
    commit(unwrap(cache.base))
  }

  /// The value inside an erased one that came from a layer of this type.
  private func unwrap<Value>(_ erased: Any) -> Value {
    guard let value = erased as? Value else {
      preconditionFailure("\(self) was handed a \(type(of: erased)) of another layer")
    }
    return value
  }
}
