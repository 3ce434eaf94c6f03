import Tensors

/// Layers wired to each other: which layers there are, and where each takes its input from.
///
///     Graph([                                             // y = F(x) + S(x)
///       .init("body", body, from: "input"),
///       .init("shortcut", shortcut, from: "input"),
///       .init("sum", Sum(), from: "body", "shortcut"),
///     ])
///
/// Nodes are in an order in which each comes after its sources. A source is the name of a node before, "input"
/// for what goes into the whole, or one tensor of either by its slot: "encoder.state", or its mask by that name. A
/// node that names no source takes what the node before it gives, so that a sequence is a list of layers. Several
/// sources are joined to the layer's input; see ``TensorGroup/init(joining:)``.
///
/// Backward is the chain rule from the last node to the first; what comes back to an output from several
/// places is added. A node may share another's parameters (tied weights): they are listed once, and their
/// gradients are added. Every node gets a random key of its own.
public struct Graph<Scalar: TensorScalar>: Sendable {
  /// A layer, the name under which its tensors are listed, and its sources.
  public struct Node: Sendable {
    public let name: String
    public var layer: AnyLayer<Scalar>
    /// None for what the node before gives.
    public let sources: [String]
    /// The node before whose parameters are this one's too.
    public let sharing: String?

    public init(
      _ name: String, _ layer: some Layer<Scalar>, from sources: String...,
      sharing: String? = nil
    ) {
      self.name = name
      self.layer = AnyLayer(layer)
      self.sources = sources
      self.sharing = sharing
    }
  }

  /// A node's output, all of it or one tensor of it; of the input of the whole where the node is nil.
  struct Source: Sendable {
    let node: Int?
    let slot: String?
  }

  private var storage: [Node]
  /// Of each node.
  private(set) var sources: [[Source]] = []
  /// What leaves the whole.
  private(set) var outputs: [Source] = []
  /// Of each node the one whose parameters it shares.
  private(set) var owners: [Int?] = []
  /// The last node that takes what each gives, itself where none does.
  private var lastUses: [Int] = []
  private let outputNames: [String]

  /// The nodes with what leaves the whole: the last node's output unless others are named.
  public init(_ nodes: [Node], outputs: String...) {
    storage = nodes
    outputNames = outputs
    wire()
  }

  public var nodes: [Node] {
    get { storage }
    set {
      storage = newValue
      wire()
    }
  }

  /// Finds the nodes behind the names.
  private mutating func wire() {
    func source(_ name: String, before end: Int) -> Source {
      func node(_ name: some StringProtocol) -> Int?? {
        if let found = storage[..<end].lastIndex(where: { $0.name == name }) { return found }
        return name == "input" ? .some(nil) : nil
      }
      if let whole = node(name) { return Source(node: whole, slot: nil) }
      if let dot = name.lastIndex(of: "."), let part = node(name[..<dot]) {
        return Source(node: part, slot: String(name[name.index(after: dot)...]))
      }
      preconditionFailure("no node \(name) among \(storage[..<end].map(\.name))")
    }
    func before(_ end: Int) -> Source { Source(node: end == 0 ? nil : end - 1, slot: nil) }
    sources = storage.enumerated().map { position, node in
      node.sources.isEmpty
        ? [before(position)] : node.sources.map { source($0, before: position) }
    }
    outputs =
      outputNames.isEmpty
      ? [before(storage.count)] : outputNames.map { source($0, before: storage.count) }
    owners = storage.enumerated().map { position, node in
      node.sharing.map { name in
        guard let owner = storage[..<position].lastIndex(where: { $0.name == name }) else {
          preconditionFailure("no node \(name) before \(node.name) to share the parameters of")
        }
        return owner
      }
    }
    lastUses = Array(storage.indices)
    for (position, sources) in sources.enumerated() {
      for source in sources { if let node = source.node { lastUses[node] = position } }
    }
    for source in outputs { if let node = source.node { lastUses[node] = storage.count } }
    share()
  }

  /// Hands the parameters that are shared on from their owners.
  private mutating func share() {
    for (position, owner) in owners.enumerated() {
      guard let owner else { continue }
      let shared = storage[owner].layer.parameters
      precondition(
        shared.slotCount == storage[position].layer.parameters.slotCount,
        "\(storage[position].name) cannot share the parameters of \(storage[owner].name)")
      storage[position].layer.updateParameters { tensor, slot in
        precondition(
          tensor.shape == shared[slot: slot].shape, "tied parameters of one shape")
        tensor = shared[slot: slot]
      }
    }
  }

  /// The nodes that have parameters and state of their own.
  private var owning: [Int] { storage.indices.filter { owners[$0] == nil } }
}

// MARK: - Tensors

extension Graph {
  /// The parameters of every node; those that are shared once.
  public var parameters: NamedGroups<Scalar> {
    get {
      let owning = owning
      return NamedGroups(
        owning.map { storage[$0].name }, owning.map { storage[$0].layer.parameters })
    }
    set {
      for (node, group) in zip(owning, newValue.groups) { storage[node].layer.parameters = group }
      share()
    }
  }

  /// The state of every node.
  public var state: NamedGroups<Scalar> {
    get { NamedGroups(storage.map { $0.name }, storage.map { $0.layer.state }) }
    set {
      for (node, group) in newValue.groups.enumerated() { storage[node].layer.state = group }
    }
  }

  mutating func updateParameters(_ change: (inout Tensor<Scalar>, Int) -> Void) {
    var first = 0
    for node in storage.indices where owners[node] == nil {
      var count = 0
      storage[node].layer.updateParameters { tensor, slot in
        change(&tensor, first + slot)
        count += 1
      }
      first += count
    }
    share()
  }

  mutating func commit(_ cache: Cache) {
    for (node, cache) in cache.nodes.enumerated() { storage[node].layer.commit(cache) }
  }
}

// MARK: - Forward and backward

extension Graph {
  /// The caches of the nodes, in order.
  public struct Cache: Sendable, BranchTracing {
    let nodes: [AnyLayer<Scalar>.Cache]
    /// The output of every node, and at last the input, where it is not a single tensor: what a gradient of it
    /// looks like.
    let groups: [AnyTensors<Scalar>?]

    // No key paths here: those of a generic type are put together anew at each use.
    public var branches: [UInt16] { nodes.flatMap { $0.branches } }

    public var branchesByPlace: [[UInt16]] { nodes.flatMap { $0.branchesByPlace } }
  }

  /// What leaves the whole, to be joined to its output.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func forward(
    _ input: AnyTensors<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (outputs: [AnyTensors<Scalar>], cache: Cache) {
    let count = storage.count
    // What has been used for the last time is let go of.
    var values = [AnyTensors<Scalar>?](repeating: nil, count: count)
    var groups = [AnyTensors<Scalar>?](repeating: nil, count: count + 1)
    if input.tensor == nil { groups[count] = input }
    var caches: [AnyLayer<Scalar>.Cache] = []
    caches.reserveCapacity(count)
    for node in 0..<count {
      let layer = storage[node].layer
      let parts = try self.parts(sources[node], input, values)
      let (output, cache) = try layer.forward(
        parts.count == 1 ? parts[0] : layer.joined(parts), in: context.forLayer(at: node))
      values[node] = output
      if output.tensor == nil { groups[node] = output }
      caches.append(cache)
      for source in sources[node] {
        if let used = source.node, lastUses[used] == node { values[used] = nil }
      }
    }
    return (try parts(outputs, input, values), Cache(nodes: caches, groups: groups))
  }

  private func parts(
    _ sources: [Source], _ input: AnyTensors<Scalar>, _ values: [AnyTensors<Scalar>?]
  ) throws(InputError) -> [AnyTensors<Scalar>] {
    var parts: [AnyTensors<Scalar>] = []
    parts.reserveCapacity(sources.count)
    for source in sources {
      parts.append(try source.part(of: source.node.map { values[$0]! } ?? input))
    }
    return parts
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func backward(
    _ outputGradient: AnyTensors<Scalar>, cache: Cache
  ) -> Gradients<AnyTensors<Scalar>, NamedGroups<Scalar>> {
    let count = storage.count
    // By node, the input last, and by slot.
    var arrived = [[Tensor<Scalar>?]](repeating: [], count: count + 1)
    func add(_ gradient: AnyTensors<Scalar>, to sources: [Source]) {
      var slot = 0
      for source in sources {
        let place = source.node ?? count
        let slots = source.slots(of: cache.groups[place])
        if arrived[place].isEmpty {
          arrived[place] = Array(repeating: nil, count: cache.groups[place]?.slotCount ?? 1)
        }
        for target in slots {
          arrived[place][target].add(gradient[slot: slot])
          slot += 1
        }
      }
    }
    /// What has come back to an output, nil where nothing has.
    func gradient(_ place: Int) -> AnyTensors<Scalar>? {
      let own = arrived[place]
      arrived[place] = []
      guard var group = cache.groups[place] else { return own.first?.map { AnyTensors($0) } }
      guard own.contains(where: { $0 != nil }) else { return nil }
      for (slot, tensor) in own.enumerated() {
        group[slot: slot] = tensor ?? Tensor(group[slot: slot].shape)
      }
      return group
    }
    add(outputGradient, to: outputs)
    var groups = [AnyTensors<Scalar>?](repeating: nil, count: count)
    for node in (0..<count).reversed() {
      guard let above = gradient(node) else { continue }
      let gradients = storage[node].layer.backward(above, cache: cache.nodes[node])
      add(gradients.input, to: sources[node])
      let owner = owners[node] ?? node
      groups[owner] = groups[owner]?.adding(gradients.parameters) ?? gradients.parameters
    }
    guard let input = gradient(count) ?? cache.groups[count]?.zeros() else {
      preconditionFailure("a graph of which nothing depends on the input")
    }
    let owning = owning
    return Gradients(
      input: input,
      parameters: NamedGroups(
        owning.map { storage[$0].name },
        owning.map { groups[$0] ?? storage[$0].layer.parameters.zeros() }))
  }
}

extension Graph.Source {
  /// What the source gives of a node's output.
  func part(of value: AnyTensors<Scalar>) throws(InputError) -> AnyTensors<Scalar> {
    guard let slot else { return value }
    if let constant = value.constant(named: slot) { return constant }
    guard let tensor = value[slot] else {
      throw InputError(
        "a source \(slot)", expects: "one of \(value.slots.map(\.name))", got: "no such tensor")
    }
    return AnyTensors(tensor)
  }

  /// The slots of a node's output that the source gives, none of what is not differentiable; of a single tensor
  /// where there is no group.
  func slots(of group: AnyTensors<Scalar>?) -> Range<Int> {
    guard let group else { return 0..<1 }
    guard let slot else { return 0..<group.slotCount }
    guard let position = group.slots.firstIndex(where: { $0.name == slot }) else { return 0..<0 }
    return position..<position + 1
  }
}

extension TensorGroup {
  /// The sum with a group of the same shapes.
  func adding(_ other: Self) -> Self {
    var sum = self
    for position in 0..<slotCount { sum[slot: position].add(other[slot: position]) }
    return sum
  }
}

extension Optional {
  /// Adds a gradient to those that have arrived.
  mutating func add<Scalar>(_ gradient: Tensor<Scalar>) where Wrapped == Tensor<Scalar> {
    if self == nil { self = gradient } else { self!.add(gradient) }
  }
}

extension Tensor {
  /// Adds a tensor of the same shape, in place unless somebody else holds the elements too.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  mutating func add(_ other: Tensor) {
    precondition(shape == other.shape, "cannot add \(other.shape) to \(shape)")
    withMutableElements { x in
      other.withElements { y in
        for i in 0..<y.count { x[i] += y[i] }
      }
    }
  }
}
