import Datasets

/// The parts of a data set: what is trained on, and what the training is judged by.
public struct ImageSplits: Sendable {
  public var training: ImageSource
  /// The other splits by name, such as "validation" and "test".
  public var others: [(name: String, source: ImageSource)]

  public init(training: ImageSource, others: [(name: String, source: ImageSource)] = []) {
    self.training = training
    self.others = others
  }

  /// A tenth of the images set aside for validation, and all splits normalized by the statistics of
  /// what is left for training, or not at all.
  public init(
    _ images: ImageDataset, test: ImageDataset? = nil, isNormalized: Bool = true, seed: UInt64
  ) {
    let (training, validation) = images.split(validation: images.count / 10, seed: seed)
    let statistics = isNormalized ? ChannelStatistics(of: training) : nil
    self.init(
      training: ImageSource(training, normalization: statistics),
      others: [("validation", validation), ("test", test)].compactMap { name, split in
        split.flatMap { $0.count > 0 ? (name, ImageSource($0, normalization: statistics)) : nil }
      })
  }
}
