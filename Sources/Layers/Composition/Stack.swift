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
    fileprivate let names: [String]
    /// The parameters of each member, in the members' order.
    public var groups: [AnyParameters<Scalar>]

    public var slots: [ParameterSlot<Self, Scalar>] {
      zip(names, groups).enumerated().flatMap { member, named in
        let (name, group) = named
        return group.slots.enumerated().map { position, slot in
          ParameterSlot(
            "\(name).\(slot.name)", \Parameters[member, position], role: slot.role)
        }
      }
    }

    fileprivate subscript(member: Int, position: Int) -> Tensor<Scalar> {
      get { groups[member][slot: position] }
      set { groups[member][slot: position] = newValue }
    }
  }

  /// The caches of the members, in order.
  public struct Cache: Sendable, BranchTracing {
    fileprivate let members: [AnyLayer<Scalar>.Cache]

    public var branches: [UInt16] { members.flatMap(\.branches) }
  }

  public var members: [Member]

  public init(_ members: [Member]) { self.members = members }

  public var description: String {
    "Stack(\(members.map(\.layer.description).joined(separator: ", ")))"
  }

  public var parameters: Parameters {
    get { Parameters(names: members.map(\.name), groups: members.map(\.layer.parameters)) }
    set {
      for (member, group) in newValue.groups.enumerated() {
        members[member].layer.parameters = group
      }
    }
  }

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

  public func backward(
    _ outputGradient: Tensor<Scalar>, cache: Cache
  ) -> Gradients<Parameters> {
    var gradient = outputGradient
    var groups: [AnyParameters<Scalar>] = []
    groups.reserveCapacity(members.count)
    for (member, cache) in zip(members, cache.members).reversed() {
      let step = member.layer.backward(gradient, cache: cache)
      gradient = step.input
      groups.append(step.parameters)
    }
    return Gradients(
      input: gradient,
      parameters: Parameters(names: members.map(\.name), groups: groups.reversed()))
  }

  public mutating func commit(_ cache: Cache) {
    for (member, cache) in cache.members.enumerated() { members[member].layer.commit(cache) }
  }
}
