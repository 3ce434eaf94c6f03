import Layers
import Tensors

/// Everything about one step of training; nothing that is done with it changes the training.
///
/// Tensors are shared with the network until either changes, so that keeping an observation costs memory
/// only for what the next step changes.
public struct TrainingObservation<Objective: Loss>: Sendable {
  public typealias Scalar = Objective.Scalar

  /// A layer in the step: what came out of it, and ∂L/∂output of the data loss. Of several tensors it is the
  /// first.
  public struct LayerStep: Sendable {
    /// The path that leads to the layer: "block3.body.relu".
    public let name: String
    public let layer: any Layer<Scalar>
    public let output: Tensor<Scalar>
    public let outputGradient: Tensor<Scalar>
  }

  /// A learned tensor before and after the step, and the gradients that moved it.
  public struct ParameterStep: Sendable {
    public let name: String
    public let role: TensorRole
    public let before: Tensor<Scalar>
    public let after: Tensor<Scalar>
    /// ∂D/∂W of the data loss.
    public let gradient: Tensor<Scalar>
    /// What regularizes the tensor; nil where nothing does.
    public let regularizer: (any Regularizer<Scalar>)?
    /// ∂R/∂W of the penalty; nil where the tensor is not regularized. It is worked out when it is asked for: those of all
    /// tensors at once would be as large as the network.
    public var penaltyGradient: Tensor<Scalar>? { regularizer?.gradient(of: before) }
  }

  /// The number of the step, from 0.
  public let number: Int
  public let result: StepResult<Objective>
  public let learningRate: Scalar
  /// The layers, those inside of compositions too, in the order of the forward pass.
  public let layers: [LayerStep]
  /// The learned tensors, in the same order.
  public let parameters: [ParameterStep]
}
