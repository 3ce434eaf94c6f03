import Datasets
import Tensors
import Testing

@Suite("Channel statistics")
struct ChannelStatisticsTests {
  /// Two images: in each channel half of all pixels have the first value, half have the second.
  private let halves: ImageDataset = {
    let values: [[UInt8]] = [[0, 255], [51, 102], [77, 77]]
    let pixels = (0..<2).flatMap { image in
      values.flatMap { [UInt8](repeating: $0[image], count: 1_024) }
    }
    return ImageDataset(pixels: pixels, labels: [0, 0], classNames: ["a"], origin: .files([]))
  }()

  @Test("Mean and deviation are over all pixels of all images, with 1/N, in 0…1")
  func values() {
    let statistics = ChannelStatistics(of: halves)
    for (mean, expected) in zip(statistics.mean, [0.5, 0.3, 77 / 255.0]) {
      #expect(abs(mean - expected) < 1e-15)
    }
    for (deviation, expected) in zip(statistics.standardDeviation, [0.5, 0.1, 0]) {
      #expect(abs(deviation - expected) < 1e-15)
    }
  }

  @Test("A channel of one brightness has deviation exactly 0, whichever it is")
  func constantChannels() {
    for byte: UInt8 in 0...255 {
      let images = plainImages(labels: [0, 0, 0], red: byte, green: 255 - byte, blue: byte / 2)
      #expect(ChannelStatistics(of: images).standardDeviation == [0, 0, 0])
    }
  }

  private func expectNormalized<Scalar: TensorScalar>(as scalar: Scalar.Type, tolerance: Scalar) {
    let dataset = SyntheticImages.generate(11, seed: 6)
    let normalized: Tensor<Scalar> = ChannelStatistics(of: dataset).normalize(
      dataset.images(dataset.indices))
    #expect(normalized.shape == [11, 3, 32, 32])
    for channel in 0..<3 {
      let planes = (0..<11).flatMap { n in
        (0..<1_024).map { normalized[(n * 3 + channel) * 1_024 + $0] }
      }
      let count = Scalar(planes.count)
      let mean = planes.reduce(0, +) / count
      let variance = planes.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      #expect(abs(mean) < tolerance)
      #expect(abs(variance - 1) < tolerance)
    }
  }

  @Test("Normalized images have mean 0 and variance 1 in each channel")
  func normalization() {
    expectNormalized(as: Float.self, tolerance: 1e-4)
    expectNormalized(as: Double.self, tolerance: 1e-12)
  }

  @Test("Normalization takes images of any size, and leaves a channel of deviation 0 undivided")
  func anySize() {
    let statistics = ChannelStatistics(mean: [1, 2], standardDeviation: [0.5, 0])
    let images = Tensor<Double>([1, 2, 1, 3], [1, 2, 3, 4, 5, 6])
    #expect(statistics.normalize(images) == Tensor([1, 2, 1, 3], [0, 2, 4, 2, 3, 4]))
    #expect(statistics.normalize(Tensor<Float>([0, 2, 5, 3])).shape == [0, 2, 5, 3])
  }
}
