import Layers
import Tensors

/// Everything about one step of training; nothing that is done with it changes the training.
///
/// Tensors are shared with the network until either changes, so that keeping an observation costs memory
/// only for what the next step changes.
public struct TrainingObservation<Scalar: TensorScalar>: Sendable {
  /// A layer in the step: what came out of it, and ∂L/∂output of the data loss.
  public struct LayerStep: Sendable {
    public let name: String
    public let layer: any Layer<Scalar>
    public let output: Tensor<Scalar>
    public let outputGradient: Tensor<Scalar>
  }

  /// A learned tensor before and after the step, and the gradients that moved it.
  public struct ParameterStep: Sendable {
    public let name: String
    public let role: ParameterRole
    public let before: Tensor<Scalar>
    public let after: Tensor<Scalar>
    /// ∂D/∂W of the data loss.
    public let gradient: Tensor<Scalar>
    /// ∂R/∂W of the penalty; nil where the tensor is not regularized.
    public let penaltyGradient: Tensor<Scalar>?
  }

  /// The number of the step, from 0.
  public let number: Int
  public let result: StepResult<Scalar>
  public let learningRate: Scalar
  /// The layers, in the order of the forward pass.
  public let layers: [LayerStep]
  /// The learned tensors, in the same order.
  public let parameters: [ParameterStep]
}

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
