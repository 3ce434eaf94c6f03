import Tensors

/// Layers one after the other: y = fₙ(… f₂(f₁(x))).
///
/// Backward is the chain rule, from the last layer to the first. Each layer gets a random key of its
/// own. Parameters are named after their layer: "conv1.weight".
public struct Stack<Scalar: TensorScalar>: Layer {
  /// A layer with the name under which its parameters are listed.
  public struct Member: Sendable {
    public let name: String
    public var layer: AnyLayer<Scalar>

    public init(_ name: String, _ layer: some Layer<Scalar>) {
      self.name = name
      self.layer = AnyLayer(layer)
    }
  }

  /// The parameters of every member, in order.
  public struct Parameters: ParameterGroup {
    /// The parameters of each member, in the members' order.
    public var groups: [AnyParameters<Scalar>]
    fileprivate let names: [String]
    /// The member and its slot for every slot of the whole.
    private let places: [(member: Int, slot: Int)]

    fileprivate init(names: [String], groups: [AnyParameters<Scalar>]) {
      self.groups = groups
      self.names = names
      places = groups.enumerated().flatMap { member, group in
        (0..<group.slotCount).map { (member, $0) }
      }
    }

    public var slots: [ParameterSlot<Self, Scalar>] {
      zip(names, groups).flatMap { name, group in group.slots.map { (name, $0) } }
        .enumerated().map { position, named in
          ParameterSlot(
            "\(named.0).\(named.1.name)", \Parameters[slot: position], role: named.1.role)
        }
    }

    public var slotCount: Int { places.count }

    public subscript(slot position: Int) -> Tensor<Scalar> {
      get { groups[places[position].member][slot: places[position].slot] }
      set { groups[places[position].member][slot: places[position].slot] = newValue }
    }
  }

  /// The caches of the members, in order.
  public struct Cache: Sendable, BranchTracing {
    fileprivate let members: [AnyLayer<Scalar>.Cache]

    // No key paths here and below: those of a generic type are put together anew at each use.
    public var branches: [UInt16] { members.flatMap { $0.branches } }

    public var branchesByPlace: [[UInt16]] { members.flatMap { $0.branchesByPlace } }

    /// The branches of each member.
    public var branchesByMember: [[UInt16]] { members.map { $0.branches } }
  }

  public var members: [Member]

  public init(_ members: [Member]) { self.members = members }

  public var description: String { "Stack(\(members.count) layers)" }

  public var parameters: Parameters {
    get { Parameters(names: members.map { $0.name }, groups: members.map { $0.layer.parameters }) }
    set {
      for (member, group) in newValue.groups.enumerated() {
        members[member].layer.parameters = group
      }
    }
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func forward(
    _ input: Tensor<Scalar>, in context: ForwardContext
  ) throws(InputError) -> (output: Tensor<Scalar>, cache: Cache) {
    var output = input
    var caches: [AnyLayer<Scalar>.Cache] = []
    caches.reserveCapacity(members.count)
    for (position, member) in members.enumerated() {
      let step = try member.layer.forward(output, in: context.forLayer(at: position))
      output = step.output
      caches.append(step.cache)
    }
    return (output, Cache(members: caches))
  }

  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Parameters> {
    var gradient = outputGradient
    var groups: [AnyParameters<Scalar>] = []
    groups.reserveCapacity(members.count)
    for position in members.indices.reversed() {
      let step = members[position].layer.backward(gradient, cache: cache.members[position])
      gradient = step.input
      groups.append(step.parameters)
    }
    return Gradients(
      input: gradient,
      parameters: Parameters(names: members.map { $0.name }, groups: groups.reversed()))
  }

  public mutating func updateParameters(_ change: (inout Tensor<Scalar>, Int) -> Void) {
    var first = 0
    for member in members.indices {
      var count = 0
      members[member].layer.updateParameters { tensor, slot in
        change(&tensor, first + slot)
        count += 1
      }
      first += count
    }
  }

  public mutating func commit(_ cache: Cache) {
    for (member, cache) in cache.members.enumerated() { members[member].layer.commit(cache) }
  }
}
