import Tensors

/// What a step of training came to, before its update.
public struct StepResult<Scalar: TensorScalar>: Sendable {
  /// The data loss.
  public let loss: Scalar
  /// What regularization adds.
  public let penalty: Scalar
  /// The scores [N, K].
  public let scores: Tensor<Scalar>
  public let labels: [Int]

  public init(loss: Scalar, penalty: Scalar, scores: Tensor<Scalar>, labels: [Int]) {
    self.loss = loss
    self.penalty = penalty
    self.scores = scores
    self.labels = labels
  }

  /// The share of samples whose label has the highest score; of equal scores the first counts.
  public var accuracy: Double {
    guard !labels.isEmpty else { return 0 }
    let classes = scores.shape[1]
    let right = labels.indices.count { n in
      let row = n * classes..<(n + 1) * classes
      return row.max { scores[$0] < scores[$1] }.map { $0 - row.lowerBound } == labels[n]
    }
    return Double(right) / Double(labels.count)
  }
}
