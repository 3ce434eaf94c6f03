public import Tensors

/// The classifier that learns nothing: a sample is what most of its nearest neighbors are. What a network must beat.
///
///     L1    d(x, y) = Σ |x − y|        L2    d(x, y) = √Σ (x − y)²
///
/// Of equally many votes the class of the nearer neighbor wins, of equally near neighbors the first.
public struct NearestNeighbors<Scalar: TensorScalar>: Sendable {
  public enum Distance: String, Sendable, CaseIterable {
    case l1
    case l2
  }

  private let samples: Tensor<Scalar>
  private let labels: [Int]

  /// The neighbors: samples [N, …] with a label each.
  public init(_ samples: Tensor<Scalar>, labels: [Int]) {
    precondition(
      samples.shape.rank > 0 && samples.shape[0] == labels.count && !labels.isEmpty,
      "a label for each sample, and one sample at least")
    (self.samples, self.labels) = (samples, labels)
  }

  /// The label of each sample by its `k` nearest neighbors.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  public func labels(of samples: Tensor<Scalar>, k: Int = 1, by distance: Distance = .l2) -> [Int] {
    let size = self.samples.shape.stride(of: 0)
    precondition(
      k > 0 && samples.shape.rank > 0 && samples.shape.stride(of: 0) == size,
      "samples of the neighbors' shape, and one neighbor at least")
    return (0..<samples.shape[0]).map { n in
      let distances = samples.withElements { x in
        self.samples.withElements { y in
          labels.indices.map { m -> Scalar in
            switch distance {
            case .l1: Tensor.sum(size) { (x[n * size + $0] - y[m * size + $0]).magnitude }
            case .l2:
              Tensor.sum(size) {
                let d = x[n * size + $0] - y[m * size + $0]
                return d * d
              }
            }
          }
        }
      }
      let nearest = distances.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }.prefix(k)
      var votes: [Int: Int] = [:]
      for neighbor in nearest { votes[labels[neighbor], default: 0] += 1 }
      let most = votes.values.max()
      return labels[nearest.first { votes[labels[$0]] == most }!]
    }
  }

  /// The share of samples whose label is found.
  public func accuracy(
    on samples: Tensor<Scalar>, labels: [Int], k: Int = 1, by distance: Distance = .l2
  ) -> Double {
    let found = self.labels(of: samples, k: k, by: distance)
    return Double(zip(found, labels).count { $0 == $1 }) / Double(max(1, labels.count))
  }
}
