/// One step of training as plain numbers, whatever the tensors they were taken from.
///
/// Fill in what your loop knows. What is left out is not judged: a loop that reports losses alone gets
/// the findings that a loss curve gives.
///
///     var step = TrainingStep(loss: 2.31, samples: 32)
///     step.parameters.append(
///       ParameterStatistics("conv1.weight", norm: 11.3, gradientNorm: 0.8, updateNorm: 0.01))
///     monitor.record(step)
public struct TrainingStep: Sendable, Codable, Equatable {
  /// The data loss of the batch, before the update, without the penalty.
  public var loss: Double
  /// What regularization adds to it.
  public var penalty: Double
  /// The number of samples in the batch.
  public var samples: Int
  /// The learning rate of the update.
  public var learningRate: Double?
  /// What came out of the layers, in the order of the forward pass.
  public var layers: [LayerStatistics]
  /// The learned tensors, in the order of the forward pass.
  public var parameters: [ParameterStatistics]

  public init(
    loss: Double, penalty: Double = 0, samples: Int, learningRate: Double? = nil,
    layers: [LayerStatistics] = [], parameters: [ParameterStatistics] = []
  ) {
    self.loss = loss
    self.penalty = penalty
    self.samples = samples
    self.learningRate = learningRate
    self.layers = layers
    self.parameters = parameters
  }
}
