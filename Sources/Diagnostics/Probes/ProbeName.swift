/// The probes by name.
public enum ProbeName: String, Sendable, Codable, CaseIterable {
  case inputScale = "input-scale"
  case labels
  case batches
  case activationSpread = "activation-spread"
  case nonlinearity
  case saturation
  case initialLoss = "initial-loss"
  case reduction
  case objective
  case regularization
  case invariants
  case unchangedParameters = "unchanged-parameters"
  case trainAndInference = "train-and-inference"
  case updateRatio = "update-ratio"
  case adamSteps = "adam-steps"
  case schedule
  case deadReLU = "dead-relu"
  case gradientFlow = "gradient-flow"
  case notFinite = "not-finite"
  case lossCurve = "loss-curve"
  case generalization
  case overfit
  case baseline

  /// What it looks at, in one line.
  public var summary: String {
    switch self {
    case .inputScale: "inputs of mean 0 and unit scale, alike in all splits"
    case .labels: "balanced, and better told by the images than by chance"
    case .batches: "alike in their labels, inputs of usable scale"
    case .activationSpread: "their scale from layer to layer; units all equal"
    case .nonlinearity: "layers that amount to one linear map"
    case .saturation: "share of tanh and sigmoid outputs at their limits"
    case .initialLoss: "the loss before training: ln K, 2.302 for ten classes"
    case .reduction: "mean or sum over the batch"
    case .objective: "predictions and targets that fit the loss"
    case .regularization: "the penalty against the data loss"
    case .invariants: "gradients zeroed between steps, training mode on"
    case .unchangedParameters: "every tensor gets a gradient and moves"
    case .trainAndInference: "inference repeatable, and like training"
    case .updateRatio: "update : weight, about 1e-3"
    case .adamSteps: "steps of the size that Adam's rule gives them"
    case .schedule: "a learning rate that lasts as long as the training"
    case .deadReLU: "units that are never positive"
    case .gradientFlow: "gradients that vanish or explode on their way"
    case .notFinite: "where NaN or infinity appears first"
    case .lossCurve: "diverging, flat, slow, stuck, oscillating, spiking"
    case .generalization: "the validation loss beside the training loss"
    case .overfit: "20 samples learned by heart; zeros for inputs"
    case .baseline: "held-out accuracy beside that of nearest neighbors"
    }
  }
}
