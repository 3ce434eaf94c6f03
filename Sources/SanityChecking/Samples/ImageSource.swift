import Datasets
import GSL
import Tensors

/// Images as a network is fed with them: a split of a data set, with the transform applied to it.
public struct ImageSource: Sendable {
  public var dataset: ImageDataset
  /// The statistics that images are normalized by; nil for brightness in 0…1 as it is.
  public var normalization: ChannelStatistics?

  public init(_ dataset: ImageDataset, normalization: ChannelStatistics?) {
    self.dataset = dataset
    self.normalization = normalization
  }

  /// The images at `indices`, [N, 3, 32, 32].
  public func images<Scalar: TensorScalar>(_ indices: [Int]) -> Tensor<Scalar> {
    let images: Tensor<Scalar> = dataset.images(indices)
    return normalization?.normalize(images) ?? images
  }

  /// `count` distinct images chosen at random, or all where there are fewer.
  func sample(_ count: Int, key: RandomKey) -> [Int] {
    let order = RandomGenerator(key).permutation(dataset.count)
    return Array(order.prefix(count))
  }
}
