public import Tensors

/// The mean and standard deviation of each color channel, and the normalization that they define.
///
///     x̂[n, c, h, w] = (x[n, c, h, w] − mean[c]) / standardDeviation[c]
///
/// Taken from the training images alone, and applied to validation and test images too: statistics
/// of images that a network is judged by would tell it about them.
///
///     let statistics = ChannelStatistics(of: data.training)
///     let batch: Tensor<Float> = statistics.normalize(data.training.images(0..<32))
///
/// Brightness is in 0…1, as in ``ImageDataset/images(_:)``. The standard deviation is over all
/// pixels of all images together, with 1/N; some frameworks average the deviations of images instead.
public struct ChannelStatistics: Sendable, Equatable {
  /// The mean of each channel.
  public let mean: [Double]
  /// The standard deviation of each channel; normalization leaves a channel of 0 undivided.
  public let standardDeviation: [Double]

  public init(mean: [Double], standardDeviation: [Double]) {
    precondition(mean.count == standardDeviation.count, "a mean and a deviation for each channel")
    precondition(standardDeviation.allSatisfy { $0 >= 0 }, "no standard deviation is negative")
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// The statistics of all pixels of `dataset`, of which there is at least one image.
  public init(of dataset: ImageDataset) {
    precondition(dataset.count > 0, "no statistics of no images")
    let channels = ImageDataset.imageShape[0]
    let area = ImageDataset.imageShape.stride(of: 0)
    // Sums of whole numbers are exact, so a channel of one brightness has deviation exactly 0.
    var sums = [Int](repeating: 0, count: channels)
    var squares = [Int](repeating: 0, count: channels)
    for plane in 0..<dataset.count * channels {
      for byte in dataset.pixels[plane * area..<(plane + 1) * area] {
        sums[plane % channels] += Int(byte)
        squares[plane % channels] += Int(byte) * Int(byte)
      }
    }
    let count = Double(dataset.count * area)
    let means = sums.map { Double($0) / count }
    self.init(
      mean: means.map { $0 / 255 },
      standardDeviation: zip(squares, means).map { square, mean in
        max(0, Double(square) / count - mean * mean).squareRoot() / 255
      })
  }

  /// The images [N, C, H, W], of as many channels as there are statistics, normalized.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func normalize<Scalar: TensorScalar>(_ images: Tensor<Scalar>) -> Tensor<Scalar> {
    precondition(
      images.shape.rank == 4 && images.shape[1] == mean.count,
      "statistics of \(mean.count) channels do not fit images of shape \(images.shape)")
    let area = images.shape.stride(of: 1)
    return Tensor(images.shape) { result in
      images.withElements { x in
        for plane in 0..<images.shape[0] * mean.count {
          let mu = Scalar(mean[plane % mean.count])
          let deviation = standardDeviation[plane % mean.count]
          let sigma = Scalar(deviation == 0 ? 1 : deviation)
          for i in plane * area..<(plane + 1) * area { result[i] = (x[i] - mu) / sigma }
        }
      }
    }
  }
}
