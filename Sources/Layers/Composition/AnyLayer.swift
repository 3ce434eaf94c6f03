import Tensors

/// Any layer, its type and its ports hidden, so that different ones fit into one list.
///
/// A layer with one tensor in and one out is asked with tensors, any other with ``AnyTensors``.
public struct AnyLayer<Scalar: TensorScalar>: Layer {
  public typealias Input = AnyTensors<Scalar>
  public typealias Output = AnyTensors<Scalar>

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

  public init<L: Layer<Scalar>>(_ base: L) {
    if let erased = base as? AnyLayer { self = erased } else { self.base = base }
  }

  public var description: String { base.description }

  public var parameters: AnyTensors<Scalar> {
    get { base.erasedParameters }
    set { base.erasedParameters = newValue }
  }

  public var state: AnyTensors<Scalar> {
    get { base.erasedState }
    set { base.erasedState = newValue }
  }

  public var inside: Graph<Scalar>? {
    get { base.inside }
    set { base.inside = newValue }
  }

  public func forward(
    _ input: AnyTensors<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: AnyTensors<Scalar>, cache: Cache) {
    try base.erasedForward(input, in: context)
  }

  public func backward(
    _ outputGradient: AnyTensors<Scalar>, cache: Cache
  ) -> Gradients<AnyTensors<Scalar>, AnyTensors<Scalar>> {
    base.erasedBackward(outputGradient, cache: cache)
  }

  public mutating func updateParameters(_ change: (inout Tensor<Scalar>, Int) -> Void) {
    base.updateParameters(change)
  }

  public mutating func commit(_ cache: Cache) { base.erasedCommit(cache) }

  /// What several sources give as the input of the layer inside.
  ///
  /// - Throws: ``InputError`` where the layer does not take that.
  func joined(_ parts: [AnyTensors<Scalar>]) throws(InputError) -> AnyTensors<Scalar> {
    try base.erasedInput(parts)
  }

  /// What several of its nodes give as the output of a composition.
  func joinedOutput(_ parts: [AnyTensors<Scalar>]) throws(InputError) -> AnyTensors<Scalar> {
    try base.erasedOutput(parts)
  }
}

// MARK: - One tensor in, one out

extension AnyLayer {
  /// - Throws: `InputError` where the layer does not take a tensor, or gives more than one.
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    let (output, cache) = try forward(AnyTensors(input), in: context)
    guard let tensor = output.tensor else {
      throw InputError("one tensor out", expects: "a layer that gives one", got: description)
    }
    return (tensor, cache)
  }

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Tensor<Scalar>, AnyTensors<Scalar>> {
    let gradients = backward(AnyTensors(outputGradient), cache: cache)
    guard let input = gradients.input.tensor else {
      preconditionFailure("\(self) has not one tensor for input")
    }
    return Gradients(input: input, parameters: gradients.parameters)
  }
}

extension Layer {
  fileprivate var erasedParameters: AnyTensors<Scalar> {
    get { AnyTensors(parameters) }
    set { parameters = unwrap(newValue.base) }
  }

  fileprivate var erasedState: AnyTensors<Scalar> {
    get { AnyTensors(state) }
    set { state = unwrap(newValue.base) }
  }

  fileprivate func erasedInput(
    _ parts: [AnyTensors<Scalar>]
  ) throws(InputError) -> AnyTensors<Scalar> {
    AnyTensors(try joined(parts, to: Input.self))
  }

  fileprivate func erasedOutput(
    _ parts: [AnyTensors<Scalar>]
  ) throws(InputError) -> AnyTensors<Scalar> {
    AnyTensors(try joined(parts, to: Output.self))
  }

  /// Several tensors or groups as one group.
  func joined<Group: TensorGroup<Scalar>>(
    _ parts: [AnyTensors<Scalar>], to group: Group.Type
  ) throws(InputError) -> Group {
    guard let group = Group(joining: parts) else {
      throw InputError(
        "\(self)", expects: "\(Group.self)",
        got: parts.map { "\(type(of: $0.base))" }.joined(separator: " and "))
    }
    return group
  }

  fileprivate func erasedForward(
    _ input: AnyTensors<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: AnyTensors<Scalar>, cache: AnyLayer<Scalar>.Cache) {
    var own = input.base as? Input
    if own == nil { own = try joined([input], to: Input.self) }
    let (output, cache) = try forward(own!, in: context)
    return (AnyTensors(output), AnyLayer.Cache(base: cache))
  }

  fileprivate func erasedBackward(
    _ outputGradient: AnyTensors<Scalar>, cache: AnyLayer<Scalar>.Cache
  ) -> Gradients<AnyTensors<Scalar>, AnyTensors<Scalar>> {
    let gradients = backward(unwrap(outputGradient.base), cache: unwrap(cache.base))
    return Gradients(
      input: AnyTensors(gradients.input), parameters: AnyTensors(gradients.parameters))
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

// MARK: - Branches

extension Layer {
  /// The branches taken at each kinked place inside, by its path: "block3.body.relu"; of a layer that is not made
  /// of others by what it is.
  public func branchesByPath(of cache: Cache) -> [(path: String, units: [UInt16])] {
    let erased = cache as? AnyLayer<Scalar>.Cache ?? AnyLayer.Cache(base: cache)
    return AnyLayer(self).branches(of: erased, [])
  }
}

extension AnyLayer {
  fileprivate func branches(
    of cache: Cache, _ path: [String]
  ) -> [(path: String, units: [UInt16])] {
    guard let graph = inside, let own = cache.base as? Graph<Scalar>.Cache else {
      let name = path.isEmpty ? description : path.joined(separator: ".")
      return cache.branchesByPlace.map { (name, $0) }
    }
    return zip(graph.nodes, own.nodes).flatMap { node, cache in
      node.layer.branches(of: cache, path + [node.name])
    }
  }
}
