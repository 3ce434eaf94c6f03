import Layers
import Tensors

/// What a step of training came to, before its update.
public struct StepResult<Objective: Loss>: Sendable {
  /// The data loss.
  public let loss: Objective.Scalar
  /// What regularization adds.
  public let penalty: Objective.Scalar
  /// What the network gave, and what it should have.
  public let prediction: Objective.Prediction
  public let target: Objective.Target

  public init(
    loss: Objective.Scalar, penalty: Objective.Scalar, prediction: Objective.Prediction,
    target: Objective.Target
  ) {
    self.loss = loss
    self.penalty = penalty
    self.prediction = prediction
    self.target = target
  }

  /// The number of rows of the prediction.
  public var samples: Int {
    prediction.slotCount == 0 ? 0 : prediction[slot: 0].shape.extents.first ?? 1
  }
}

extension StepResult
where Objective.Prediction == Tensor<Objective.Scalar>, Objective.Target == [Int] {
  /// The share of samples whose label has the highest score; of equal scores the first counts.
  public var accuracy: Double {
    guard !target.isEmpty else { return 0 }
    let classes = prediction.shape[1]
    let right = target.indices.count { n in
      let row = n * classes..<(n + 1) * classes
      return row.max { prediction[$0] < prediction[$1] }.map { $0 - row.lowerBound } == target[n]
    }
    return Double(right) / Double(target.count)
  }
}
