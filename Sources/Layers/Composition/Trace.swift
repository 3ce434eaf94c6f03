import Tensors

/// One forward pass through a layer, recorded to the leaves: the layers that are not made of others, or are not
/// to be looked into.
///
/// It serves whoever looks inside: a check layer by layer, the probes of a training, statistics. It holds every
/// activation, and shares the layers' parameters; to change those in the meantime copies them.
public struct Trace<Scalar: TensorScalar>: Sendable {
  /// A layer in the pass.
  public struct Leaf: Sendable {
    /// The names that lead to the layer from the outside in; none where it is the whole itself.
    public let path: [String]
    public let layer: AnyLayer<Scalar>
    public let context: ForwardContext
    /// Where each tensor of the input comes from.
    public let sources: [Source]
    /// The leaf whose parameters this one shares; itself where they are its own.
    public fileprivate(set) var owner: Int
    public let input: AnyTensors<Scalar>
    public let output: AnyTensors<Scalar>
    public let cache: AnyLayer<Scalar>.Cache

    /// The path as it is written: "block3.body.relu"; of a layer by itself what it is.
    public var name: String {
      path.isEmpty ? layer.description : path.joined(separator: ".")
    }
  }

  /// One tensor of what a leaf gives, or of the input of the whole.
  public struct Source: Sendable, Hashable {
    /// The position among the leaves; nil for the input.
    public let leaf: Int?
    public let slot: Int
  }

  public let input: AnyTensors<Scalar>
  /// The leaves in the order in which they are passed.
  public let leaves: [Leaf]
  public let output: AnyTensors<Scalar>
  /// Where each tensor of the output comes from.
  public let outputSources: [Source]
  private let cache: AnyLayer<Scalar>.Cache

  /// - Parameters:
  ///   - layer: What is passed.
  ///   - input: What goes into it.
  ///   - context: Training or inference, and the key of what is random.
  ///   - opens: Whether to look into a composition inside.
  /// - Throws: `InputError` where `input` does not fit the layer.
  public init(
    of layer: some Layer<Scalar>, at input: AnyTensors<Scalar>, in context: ForwardContext,
    opening opens: (AnyLayer<Scalar>) -> Bool = { _ in true }
  ) throws(InputError) {
    self.input = input
    let whole = Value(
      tensors: input, sources: input.slots.indices.map { Source(leaf: nil, slot: $0) })
    var leaves: [Leaf] = []
    let (value, cache) = try Trace.record(
      AnyLayer(layer), whole, in: context, path: [], to: &leaves, opening: opens)
    (self.leaves, output, outputSources) = (leaves, value.tensors, value.sources)
    self.cache = cache
  }

  /// What ``Layer/forward(_:in:)`` gives besides the output, for the layer that has been traced.
  public func cache<L: Layer<Scalar>>(of layer: L) -> L.Cache {
    guard let own = cache as? L.Cache ?? cache.base as? L.Cache else {
      preconditionFailure("\(layer) has not been traced")
    }
    return own
  }

  /// Tensors on their way, with where each comes from.
  private struct Value {
    let tensors: AnyTensors<Scalar>
    let sources: [Source]
  }

  private static func record(
    _ layer: AnyLayer<Scalar>, _ input: Value, in context: ForwardContext, path: [String],
    to leaves: inout [Leaf], opening opens: (AnyLayer<Scalar>) -> Bool
  ) throws(InputError) -> (value: Value, cache: AnyLayer<Scalar>.Cache) {
    guard let graph = layer.inside, path.isEmpty || opens(layer) else {
      let (output, cache) = try layer.forward(input.tensors, in: context)
      let position = leaves.count
      leaves.append(
        Leaf(
          path: path, layer: layer, context: context, sources: input.sources, owner: position,
          input: input.tensors, output: output, cache: cache))
      let sources = (0..<output.slotCount).map { Source(leaf: position, slot: $0) }
      return (Value(tensors: output, sources: sources), cache)
    }
    var values: [Value] = []
    var caches: [AnyLayer<Scalar>.Cache] = []
    func parts(_ sources: [Graph<Scalar>.Source]) throws(InputError) -> [Value] {
      var parts: [Value] = []
      for source in sources {
        let whole = source.node.map { values[$0] } ?? input
        let slots = source.slots(of: whole.tensors)
        parts.append(
          Value(
            tensors: try source.part(of: whole.tensors), sources: Array(whole.sources[slots])))
      }
      return parts
    }
    func joined(
      _ parts: [Value], _ join: ([AnyTensors<Scalar>]) throws(InputError) -> AnyTensors<Scalar>
    ) throws(InputError) -> Value {
      guard parts.count != 1 else { return parts[0] }
      return Value(
        tensors: try join(parts.map { $0.tensors }), sources: parts.flatMap { $0.sources })
    }
    var own: [Range<Int>] = []
    for (position, node) in graph.nodes.enumerated() {
      let first = leaves.count
      let input = try joined(parts(graph.sources[position]), node.layer.joined)
      let (value, cache) = try record(
        node.layer, input, in: context.forLayer(at: position), path: path + [node.name],
        to: &leaves, opening: opens)
      values.append(value)
      caches.append(cache)
      own.append(first..<leaves.count)
      guard let owner = graph.owners[position] else { continue }
      for (leaf, owner) in zip(own[position], own[owner]) {
        leaves[leaf].owner = leaves[owner].owner
      }
    }
    let groups = values.map { $0.tensors } + [input.tensors]
    return (
      try joined(parts(graph.outputs), layer.joinedOutput),
      AnyLayer.Cache(
        base: Graph<Scalar>.Cache(
          nodes: caches, groups: groups.map { $0.tensor == nil ? $0 : nil }))
    )
  }

  /// The backward pass: the gradients of ⟨outputGradient, output⟩ with respect to the input and to every
  /// parameter of the whole, slot by slot.
  ///
  /// - Parameters:
  ///   - outputGradient: The gradient of the loss with respect to ``output``.
  ///   - visit: Called with each leaf's position, what comes back to it and what comes of that, from the
  ///   last to the first. A leaf on which the output does not depend is left out.
  public func backward(
    _ outputGradient: some TensorGroup<Scalar>,
    visit: (
      _ leaf: Int, _ outputGradient: AnyTensors<Scalar>,
      _ gradients: Gradients<AnyTensors<Scalar>, AnyTensors<Scalar>>
    ) -> Void = { _, _, _ in }
  ) -> (input: AnyTensors<Scalar>, parameters: [Tensor<Scalar>]) {
    // What arrives at the output of each leaf, and at last at the input.
    var arrived = leaves.map { [Tensor<Scalar>?](repeating: nil, count: $0.output.slotCount) }
    arrived.append(Array(repeating: nil, count: input.slotCount))
    func add(_ gradient: some TensorGroup<Scalar>, to sources: [Source]) {
      for (slot, source) in sources.enumerated() {
        arrived[source.leaf ?? leaves.count][source.slot].add(gradient[slot: slot])
      }
    }
    func gradient(_ place: Int, _ output: AnyTensors<Scalar>) -> AnyTensors<Scalar> {
      var gradient = output
      for (slot, tensor) in arrived[place].enumerated() {
        gradient[slot: slot] = tensor ?? Tensor(output[slot: slot].shape)
      }
      arrived[place] = []
      return gradient
    }
    add(outputGradient, to: outputSources)
    var groups = [AnyTensors<Scalar>?](repeating: nil, count: leaves.count)
    for (position, leaf) in leaves.enumerated().reversed() {
      guard arrived[position].contains(where: { $0 != nil }) else { continue }
      let above = gradient(position, leaf.output)
      let gradients = leaf.layer.backward(above, cache: leaf.cache)
      add(gradients.input, to: leaf.sources)
      groups[leaf.owner] =
        groups[leaf.owner]?.adding(gradients.parameters) ?? gradients.parameters
      visit(position, above, gradients)
    }
    let parameters = leaves.indices.filter { leaves[$0].owner == $0 }.flatMap {
      (groups[$0] ?? leaves[$0].layer.parameters.zeros()).tensors
    }
    return (gradient(leaves.count, input), parameters)
  }
}
