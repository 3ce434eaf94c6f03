import GSL
import Tensors

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
  /// The number of independent batches of one size that are stacked in the batch, one after the other.
  ///
  /// What a layer takes over the samples of a batch, such as a mean, it takes over each group by itself,
  /// and a random layer draws the same for each. So many inputs of one network go through it as one.
  public var groups = 1

  public init(_ mode: Mode, key: RandomKey = RandomKey(0)) {
    self.mode = mode
    self.key = key
  }

  /// The context for the layer at `position` of a composition, with a key of its own.
  public func forLayer(at position: Int) -> ForwardContext {
    var context = self
    context.key = key.derived(position)
    return context
  }

  /// - Throws: ``InputError`` in the name of `layer` where a batch of this shape is not of ``groups`` of one
  ///   size.
  func requireGroups(in shape: Shape, for layer: some Layer) throws(InputError) {
    guard groups == 1 || groups > 1 && shape.rank > 0 && shape[0] % groups == 0 else {
      throw InputError(
        "\(layer)", expects: "\(groups) groups of samples of one size", got: "\(shape)")
    }
  }
}
