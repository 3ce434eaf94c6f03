/// The place of one tensor in a ``TensorGroup``.
public struct TensorSlot: Sendable, Hashable {
  /// The name within its group, such as "weight"; empty for a tensor that is a group by itself.
  public let name: String
  public let role: TensorRole

  public init(_ name: String, role: TensorRole = .activation) {
    self.name = name
    self.role = role
  }

  /// The slot as it is called in a group around its own.
  public func inside(_ group: String) -> TensorSlot {
    TensorSlot(name.isEmpty ? group : "\(group).\(name)", role: role)
  }
}

/// What a tensor is for.
public enum TensorRole: Sendable {
  case weight
  case bias
  /// The gain of a normalization.
  case scale
  /// What passes through: an input, an output.
  case activation
  /// What a layer keeps of the passes so far, such as a running mean.
  case statistic

  /// Whether a regularizer applies by default: to weights, not to biases and gains, which do not
  /// make a function more complex by being large.
  public var isRegularizedByDefault: Bool { self == .weight }
}
