import GSL

/// The batches of a training by the number of the step, from 0.
///
/// A batch depends on nothing but its number, so the place in the data is the number of steps made: a training that
/// stops and goes on sees what one that never stopped would have seen.
public struct BatchSource<Input: Sendable, Target: Sendable>: Sendable {
  public typealias Batch = (input: Input, target: Target)

  /// The number of batches in an epoch.
  public let perEpoch: Int
  private let draw: @Sendable (Int) -> Batch

  /// - Parameters:
  ///   - perEpoch: The number of batches in an epoch.
  ///   - draw: The batch of a number; the same for the same number.
  public init(perEpoch: Int, batch draw: @escaping @Sendable (Int) -> Batch) {
    precondition(perEpoch > 0, "an epoch has a batch")
    self.perEpoch = perEpoch
    self.draw = draw
  }

  /// Examples in another order each epoch, every one once; what is left over is too few for a batch, and waits for
  /// the next epoch.
  ///
  /// - Parameters:
  ///   - count: The number of examples.
  ///   - size: The examples of a batch; all where there are fewer.
  ///   - key: Fixes the order of every epoch, and what is random about the examples.
  ///   - examples: The examples of these numbers, and a key for what is random about them.
  public init(
    shuffling count: Int, by size: Int, key: RandomKey,
    examples: @escaping @Sendable ([Int], RandomKey) -> Batch
  ) {
    precondition(count > 0 && size > 0, "\(count) examples in batches of \(size)")
    let (size, perEpoch) = (min(size, count), max(1, count / size))
    self.init(perEpoch: perEpoch) { number in
      let (epoch, place) = number.quotientAndRemainder(dividingBy: perEpoch)
      let own = key.derived(epoch)
      let order = RandomGenerator(own).permutation(count)
      return examples(Array(order[place * size..<(place + 1) * size]), own.derived(place))
    }
  }

  /// Examples in their order, the last batch perhaps a smaller one: to judge by, rather than to learn from.
  public init(
    inOrder count: Int, by size: Int, examples: @escaping @Sendable ([Int]) -> Batch
  ) {
    precondition(count > 0 && size > 0, "\(count) examples in batches of \(size)")
    let perEpoch = (count + size - 1) / size
    self.init(perEpoch: perEpoch) { number in
      let start = number % perEpoch * size
      return examples(Array(start..<min(start + size, count)))
    }
  }

  /// The batch of a step.
  public subscript(number: Int) -> Batch { draw(number) }
}
