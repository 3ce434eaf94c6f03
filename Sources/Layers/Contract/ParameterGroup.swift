import Tensors

/// The learned tensors of a layer: a struct of tensors that can list them.
public protocol ParameterGroup<Scalar>: Sendable {
  associatedtype Scalar: TensorScalar

  /// Every tensor of the group, in a fixed order.
  var slots: [ParameterSlot<Self, Scalar>] { get }

  /// The number of ``slots``. A group that knows it without listing them, which takes longer than a
  /// pass through a small layer, should say so.
  var slotCount: Int { get }

  /// The tensor of the slot with this position in ``slots``; as ``slotCount``, best without these.
  subscript(slot position: Int) -> Tensor<Scalar> { get set }
}

extension ParameterGroup {
  public var slotCount: Int { slots.count }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { self[keyPath: slots[position].path] }
    set { self[keyPath: slots[position].path] = newValue }
  }
}

/// One tensor of a ``ParameterGroup``: what it is called, where it is, what it is for.
public struct ParameterSlot<Group, Scalar: TensorScalar>: Sendable {
  public typealias Path = WritableKeyPath<Group, Tensor<Scalar>> & Sendable

  /// The name within its group, such as "weight".
  public let name: String
  /// Where the tensor is in the group.
  public let path: Path
  public let role: ParameterRole

  public init(_ name: String, _ path: Path, role: ParameterRole) {
    self.name = name
    self.path = path
    self.role = role
  }
}

/// What a parameter tensor is for.
public enum ParameterRole: Sendable {
  case weight
  case bias
  /// The gain of a normalization.
  case scale

  /// Whether a regularizer applies by default: to weights, not to biases and gains, which do not
  /// make a function more complex by being large.
  public var isRegularizedByDefault: Bool { self == .weight }
}

/// The parameters of a layer that has none.
public struct NoParameters<Scalar: TensorScalar>: ParameterGroup {
  public init() {}

  public var slots: [ParameterSlot<Self, Scalar>] { [] }
}
