import GSL
import Layers

/// Samples of one's own, all in memory.
///
///     SampleSet(features, prices)             // [N, D] and [N, 1]
///     SampleSet(images, labels)               // [N, C, H, W] and N labels
public struct SampleSet<Input: TensorGroup & SampleSequence, Target: SampleSequence>: SampleSource {
  public let inputs: Input
  public let targets: Target
  public let summary: SampleSummary

  private let total: Int

  /// The samples, along the first axis of the inputs' tensors; of an input without any, `count` says how many. The last
  /// ones are held out to judge by.
  public init(
    _ inputs: Input, _ targets: Target, count: Int? = nil, heldOut: Int = 0,
    origin: String = "samples in memory"
  ) {
    (self.inputs, self.targets) = (inputs, targets)
    let rows = inputs.slotCount > 0 ? inputs[slot: 0].shape.extents.first : nil
    guard let total = count ?? rows, (0...total).contains(heldOut) else {
      preconditionFailure("a set of samples says how many there are, of which some are held out")
    }
    self.total = total
    summary = SampleSummary(
      origin, count: total - heldOut,
      others: heldOut > 0 ? [.init(name: "held out", count: heldOut)] : [])
  }

  public func samples(_ places: Range<Int>, key: RandomKey) -> (input: Input, target: Target) {
    let count = summary.count ?? 0
    return samples(RandomGenerator(key).permutation(count)[places.clamped(to: 0..<count)])
  }

  public func heldOut(_ count: Int, key: RandomKey) -> (input: Input, target: Target)? {
    let first = summary.count ?? 0
    guard first < total else { return nil }
    return samples((first..<total).prefix(count))
  }

  private func samples(_ indices: some Sequence<Int>) -> (input: Input, target: Target) {
    let chosen = Array(indices)
    return (inputs.samples(chosen, of: total), targets.samples(chosen, of: total))
  }
}
