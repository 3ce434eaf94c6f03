public import Tensors

/// The mean and standard deviation of every feature, such as of every pixel, and the normalization that they define.
///
///     x̂[n, …] = (x[n, …] − mean[…]) / standardDeviation[…]
///
/// Over the samples of the training split alone; applied to the others as they are. The deviation is with 1/N. A
/// feature of deviation 0 is left undivided. Of one channel for all pixels: ``ChannelStatistics``.
public struct FeatureStatistics<Scalar: TensorScalar>: Sendable, Equatable {
  /// In the shape of one sample.
  public let mean, standardDeviation: Tensor<Scalar>

  /// The statistics of samples [N, …], of which there is at least one.
  public init(of samples: Tensor<Scalar>) {
    let shape = Shape(Array(samples.shape.extents.dropFirst()))
    precondition(samples.shape.rank > 0 && samples.shape[0] > 0, "no statistics of no samples")
    let (count, size) = (samples.shape[0], shape.count)
    var (means, squares) = (
      [Double](repeating: 0, count: size), [Double](repeating: 0, count: size)
    )
    samples.withElements { x in
      for i in 0..<x.count { means[i % size] += Double(x[i]) / Double(count) }
      // Two passes, as squares cancel where the mean is large.
      for i in 0..<x.count {
        let d = Double(x[i]) - means[i % size]
        squares[i % size] += d * d / Double(count)
      }
    }
    mean = Tensor(shape, means.map { Scalar($0) })
    standardDeviation = Tensor(shape, squares.map { Scalar($0.squareRoot()) })
  }

  /// The samples less the mean.
  public func center(_ samples: Tensor<Scalar>) -> Tensor<Scalar> {
    applied(to: samples) { x, i in x - mean[i] }
  }

  /// The samples less the mean, over the deviation.
  public func normalize(_ samples: Tensor<Scalar>) -> Tensor<Scalar> {
    applied(to: samples) { x, i in
      (x - mean[i]) / (standardDeviation[i] == 0 ? 1 : standardDeviation[i])
    }
  }

  private func applied(
    to samples: Tensor<Scalar>, _ change: (Scalar, Int) -> Scalar
  ) -> Tensor<Scalar> {
    precondition(
      Array(samples.shape.extents.dropFirst()) == mean.shape.extents,
      "statistics of \(mean.shape) for samples \(samples.shape)")
    return Tensor(samples.shape) { result in
      samples.withElements { x in
        for i in 0..<x.count { result[i] = change(x[i], i % mean.count) }
      }
    }
  }
}
