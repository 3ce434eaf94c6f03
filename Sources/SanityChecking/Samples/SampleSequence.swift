import Layers
import Models
import Tensors

/// Samples of a batch one after the other, of which some can be taken: inputs, targets.
///
/// What conforms is also asked for what holds of samples: that each is answered by itself, and that the loss is their
/// mean. Where every tensor has the samples along its first axis, nothing has to be written.
public protocol SampleSequence: Sendable {
  /// The samples at `indices`, of `count` that are here; an index may occur repeatedly.
  func samples(_ indices: [Int], of count: Int) -> Self
}

extension SampleSequence where Self: TensorGroup {
  public func samples(_ indices: [Int], of count: Int) -> Self { taking(indices, of: count) }
}

extension Array: SampleSequence where Element == Int {
  /// Every sample has as many labels as another, such as one for each of its places.
  public func samples(_ indices: [Int], of count: Int) -> [Int] { blocks(indices, of: count) }
}

extension Array {
  /// Some of so many blocks of one size.
  fileprivate func blocks(_ indices: [Int], of count: Int) -> [Element] {
    let size = self.count / Swift.max(1, count)
    return indices.flatMap { self[$0 * size..<($0 + 1) * size] }
  }
}

extension Tensor: SampleSequence {}

extension AdversarialScores: SampleSequence {}

extension Tokens: SampleSequence {
  public func samples(_ chosen: [Int], of count: Int) -> Tokens {
    Tokens(
      Shape([chosen.count] + shape.extents.dropFirst()), indices.samples(chosen, of: count))
  }
}

extension TokenSequence: SampleSequence {
  public func samples(_ indices: [Int], of count: Int) -> TokenSequence {
    TokenSequence(
      tokens.samples(indices, of: count), lengths: lengths.samples(indices, of: count),
      states: states.map { $0.samples(indices, of: count) })
  }
}

extension TokenPair: SampleSequence {
  public func samples(_ indices: [Int], of count: Int) -> TokenPair {
    TokenPair(
      source: source.samples(indices, of: count), answer: answer.samples(indices, of: count),
      sourceLengths: sourceLengths?.samples(indices, of: count))
  }
}

extension CaptionInput: SampleSequence {
  public func samples(_ indices: [Int], of count: Int) -> CaptionInput {
    CaptionInput(
      images: images.samples(indices, of: count), words: words.samples(indices, of: count))
  }
}

extension QLearning.Target: SampleSequence {
  public func samples(_ indices: [Int], of count: Int) -> Self {
    Self(
      actions: actions.samples(indices, of: count), values: values.blocks(indices, of: count))
  }
}

extension PolicyGradient.Target: SampleSequence {
  public func samples(_ indices: [Int], of count: Int) -> Self {
    Self(
      actions: actions.samples(indices, of: count),
      advantages: advantages.blocks(indices, of: count))
  }
}

extension LocalizationLoss.Target: SampleSequence {
  public func samples(_ indices: [Int], of count: Int) -> Self {
    Self(labels: labels.samples(indices, of: count), box: box.samples(indices, of: count))
  }
}

extension TensorGroup {
  /// The samples at `indices`, of `count` along the first axis of every tensor, or of so many rows each.
  func taking(_ indices: [Int], of count: Int) -> Self {
    var group = self
    for slot in 0..<slotCount {
      let tensor = self[slot: slot]
      let rows = tensor.shape[0] / Swift.max(1, count)
      group[slot: slot] = Tensor(
        Shape([indices.count * rows] + tensor.shape.extents.dropFirst()),
        tensor.elements.blocks(indices, of: count))
    }
    return group
  }

  /// Whether every tensor has as many rows for each of so many samples.
  func holds(_ count: Int) -> Bool {
    count > 0 && tensors.allSatisfy { $0.shape.rank > 0 && $0.shape[0] % count == 0 }
  }

  /// The same with every tensor 0.
  func zeros() -> Self {
    var group = self
    for slot in 0..<slotCount { group[slot: slot] = Tensor(self[slot: slot].shape) }
    return group
  }
}

/// The samples at `indices`, nil where they cannot be told apart.
func taken<Value>(_ value: Value, _ indices: [Int], of count: Int) -> Value? {
  if let samples = value as? any SampleSequence {
    return samples.samples(indices, of: count) as? Value
  }
  return Value.self == Void.self ? value : nil
}
