import Datasets
import Diagnostics
import GSL
import Layers
import Tensors

/// The images of a data set with their labels, and what its splits say of each other.
public struct ImageSamples<Scalar: TensorScalar>: SampleSource {
  public typealias Samples = (input: Tensor<Scalar>, target: [Int])

  public var splits: ImageSplits

  public init(_ splits: ImageSplits) { self.splits = splits }

  public var summary: SampleSummary {
    let dataset = splits.training.dataset
    return SampleSummary(
      "\(dataset.origin)", count: dataset.count,
      classes: dataset.classNames.enumerated().map { label, name in
        .init(name: name, count: dataset.labels.count { $0 == label })
      },
      others: splits.others.map { .init(name: $0.name, count: $0.source.dataset.count) })
  }

  public func samples(_ places: Range<Int>, key: RandomKey) -> Samples {
    let count = splits.training.dataset.count
    return samples(
      Array(RandomGenerator(key).permutation(count)[places.clamped(to: 0..<count)]))
  }

  /// As many of each class as there can be.
  public func handful(_ count: Int, key: RandomKey) -> Samples {
    samples(splits.training.dataset.stratified(count, key: key))
  }

  /// Those of the first other split.
  public func heldOut(_ count: Int, key: RandomKey) -> Samples? {
    guard let source = splits.others.first?.source else { return nil }
    let indices = source.sample(count, key: key)
    return (source.images(indices), source.dataset.labels(indices))
  }

  private func samples(_ indices: [Int]) -> Samples {
    (splits.training.images(indices), splits.training.dataset.labels(indices))
  }
}
