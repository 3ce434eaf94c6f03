import GSL

/// What a forward pass depends on besides input and parameters.
public struct ForwardContext: Sendable, Hashable {
  /// Whether the network is learning or being used.
  public enum Mode: String, Sendable, CaseIterable {
    /// Batch statistics, dropout on.
    case training
    /// Running statistics, dropout off.
    case inference
  }

  public var mode: Mode
  /// Where random layers draw from. The same key gives the same dropout mask.
  public var key: RandomKey

  public init(_ mode: Mode, key: RandomKey = RandomKey(0)) {
    self.mode = mode
    self.key = key
  }

  /// The context for the layer at `position` of a composition, with a key of its own.
  public func forLayer(at position: Int) -> ForwardContext {
    ForwardContext(mode, key: key.derived(position))
  }
}
