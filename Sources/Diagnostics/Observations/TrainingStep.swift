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
  /// The number of the step, where not every one is reported.
  public var number: Int?
  /// The learning rate of the update.
  public var learningRate: Double?
  /// Whether the optimizer made a step: not where gradients are accumulated, nor where a loss scaler skips
  /// one. Where it is nil, a step in which no tensor moved was none.
  public var isUpdated: Bool?
  /// Whether the network was in training mode, dropout on and statistics of the batch in use.
  public var isTraining: Bool?
  /// The factor by which the gradient was clipped, 1 where it was not.
  public var clipping: Double?
  /// The factor by which the loss was scaled against underflow.
  public var lossScale: Double?
  public var accuracy: Double?
  public var validationLoss: Double?
  public var validationAccuracy: Double?
  /// What went into the network, and what went in where nothing was to be learned, as in validation.
  public var inputs: InputStatistics?
  public var inferenceInputs: InputStatistics?
  /// The share of the samples that were learned from in an earlier step; and of those that went in where nothing was
  /// to be learned, the least of several forwards.
  public var known: Double?
  public var inferenceKnown: Double?
  /// What a few samples told of the network before the first step.
  public var trial: TrialStatistics?
  /// The rate of dropout, and that which was in use in inference mode, where nothing was to be learned.
  public var dropout: Double?
  public var inferenceDropout: Double?
  /// Whether gradients were zeroed that no step had used, so that the backward before was for nothing.
  public var isDiscarded: Bool?
  /// What the loss function was given.
  public var objective: ObjectiveStatistics?
  /// What several were given, which the loss is made of.
  public var objectives: [ObjectiveStatistics]?
  /// What loss functions were given where nothing was to be learned, as in validation.
  public var inferenceObjectives: [ObjectiveStatistics]?
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

// MARK: - Reading

extension TrainingStep {
  private enum CodingKeys: String, CodingKey {
    case loss, penalty, samples, number, learningRate, isUpdated, isTraining, clipping, lossScale,
      accuracy
    case validationLoss, validationAccuracy, inputs, objective, layers, parameters
    case inferenceInputs, dropout, inferenceDropout, isDiscarded, objectives
    case known, inferenceKnown, trial, inferenceObjectives
  }

  /// Only the loss has to be there.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func number(_ key: CodingKeys) throws -> Double? {
      try values.decodeIfPresent(Double.self, forKey: key)
    }
    self.init(
      loss: try values.decode(Double.self, forKey: .loss), penalty: try number(.penalty) ?? 0,
      samples: try values.decodeIfPresent(Int.self, forKey: .samples) ?? TrainingStep.untoldSamples,
      learningRate: try number(.learningRate),
      layers: try values.decodeIfPresent([LayerStatistics].self, forKey: .layers) ?? [],
      parameters: try values.decodeIfPresent([ParameterStatistics].self, forKey: .parameters) ?? [])
    self.number = try values.decodeIfPresent(Int.self, forKey: .number)
    isUpdated = try values.decodeIfPresent(Bool.self, forKey: .isUpdated)
    isTraining = try values.decodeIfPresent(Bool.self, forKey: .isTraining)
    clipping = try number(.clipping)
    lossScale = try number(.lossScale)
    accuracy = try number(.accuracy)
    validationLoss = try number(.validationLoss)
    validationAccuracy = try number(.validationAccuracy)
    inputs = try values.decodeIfPresent(InputStatistics.self, forKey: .inputs)
    inferenceInputs = try values.decodeIfPresent(InputStatistics.self, forKey: .inferenceInputs)
    dropout = try number(.dropout)
    inferenceDropout = try number(.inferenceDropout)
    known = try number(.known)
    inferenceKnown = try number(.inferenceKnown)
    trial = try values.decodeIfPresent(TrialStatistics.self, forKey: .trial)
    inferenceObjectives = try values.decodeIfPresent(
      [ObjectiveStatistics].self, forKey: .inferenceObjectives)
    isDiscarded = try values.decodeIfPresent(Bool.self, forKey: .isDiscarded)
    objective = try values.decodeIfPresent(ObjectiveStatistics.self, forKey: .objective)
    let all = try values.decodeIfPresent([ObjectiveStatistics].self, forKey: .objectives) ?? []
    if objective == nil { objective = all.first { $0.isWhole(loss) } }
    // What is next to nothing beside the whole is a part too.
    let parts = objective == nil ? all : all.filter { $0 != objective }
    objectives = parts.isEmpty ? nil : parts
  }

  /// What a step counts for whose number of samples is not told.
  private static let untoldSamples = 20
}

// MARK: - What follows

extension TrainingStep {
  var isFinite: Bool {
    loss.isFinite && penalty.isFinite && (inputs?.notFinite ?? 0) == 0
      && parameters.allSatisfy(\.norm.isFinite) && layers.allSatisfy(\.isFinite)
      && parameters.allSatisfy { $0.gradientNorm.isFinite && $0.updateNorm.isFinite }
  }

  /// Whether the optimizer made a step.
  var movesAnything: Bool { isUpdated ?? parameters.contains { $0.updateNorm != 0 } }

  /// The decrease of the loss that the step promises to first order, as a share of the loss; nil where that
  /// cannot be told, or the loss has no scale.
  ///
  /// Where a loss cannot be negative, ‖g‖² ≤ 2λ·L for its curvature λ, so that a share s means η·λ ≥ s/2: beyond
  /// 4 no smooth loss goes down.
  var reach: Double? {
    guard loss > 0, loss.isFinite, movesAnything, !parameters.isEmpty else { return nil }
    let decrease = parameters.filter { !$0.isFrozen }.reduce(0) { $0 + $1.predictedDecrease }
    return (decrease / loss).isFinite ? decrease / loss : nil
  }
}
