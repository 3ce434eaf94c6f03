/// Whether inference is repeatable, independent of what else is in the batch and of its order, and consistent with
/// training once running statistics have settled.
public struct TrainingAndInference: Probe {
  public static let name = ProbeName.trainAndInference

  public struct Observation: Sendable {
    /// The largest |score| in inference.
    public var scale: Double
    /// The largest difference between the scores of two calls.
    public var repetition: Double
    /// The largest difference between a sample's scores in the batch and alone; nil where the samples of a batch cannot
    /// be told apart.
    public var companions: Double?
    /// The largest difference between a sample's scores in the batch and in the batch in reverse order.
    public var permutation: Double?
    /// The rounding error to expect, relative to the scale.
    public var precision: Double
    /// Whether training draws at random, as dropout does.
    public var isTrainingRandom: Bool
    /// The loss of a batch in training and in inference mode, after running statistics have settled
    /// on this batch.
    public var trainingLoss: Double
    public var inferenceLoss: Double
    /// The distance between the scores behind the two losses, relative to how far the former are from
    /// their mean.
    public var scoreDistance: Double

    public init(
      scale: Double, repetition: Double, companions: Double?, precision: Double,
      isTrainingRandom: Bool, trainingLoss: Double, inferenceLoss: Double, scoreDistance: Double
    ) {
      self.scale = scale
      self.repetition = repetition
      self.companions = companions
      self.precision = precision
      self.isTrainingRandom = isTrainingRandom
      self.trainingLoss = trainingLoss
      self.inferenceLoss = inferenceLoss
      self.scoreDistance = scoreDistance
    }
  }

  public init() {}

  public func findings(from seen: Observation) -> [Finding] {
    let expectation =
      "inference gives the same twice, for a sample alone as in a batch, and a loss like training"
    func fail(_ title: String, _ evidence: String, _ fix: String) -> [Finding] {
      [
        finding(
          .fail, .trainingAndInferenceDiffer, title, evidence: evidence, expectation: expectation,
          fix: fix)
      ]
    }
    guard seen.scale.isFinite, seen.trainingLoss.isFinite, seen.inferenceLoss.isFinite else {
      return [notApplicable(.trainingAndInferenceDiffer, "scores that are not finite")]
    }
    if seen.repetition > 0 {
      return fail(
        "inference is random", "two calls differ by \(seen.repetition.short)",
        "switch dropout and augmentation off in inference")
    }
    let rounding = 1e4 * seen.precision * max(seen.scale, 1e-30)
    if let companions = seen.companions, companions > rounding {
      return fail(
        "inference depends on the rest of the batch",
        "a sample's scores change by \(companions.short) when it is alone",
        "use running statistics in inference, not those of the batch")
    }
    if let permutation = seen.permutation, permutation > rounding {
      return fail(
        "inference depends on the order of the batch",
        "a sample's scores change by \(permutation.short) where the batch is reversed",
        "look for a reshape that mixes samples with features")
    }
    let evidence =
      "training loss \(seen.trainingLoss.short), inference loss \(seen.inferenceLoss.short)"
      + (seen.isTrainingRandom ? "" : ", scores apart by \(seen.scoreDistance.percent)")
    // Dropout makes the loss in training the larger one by right, and the scores random.
    let gap = abs(seen.trainingLoss - seen.inferenceLoss)
    let agrees =
      seen.isTrainingRandom
      ? gap <= 0.5 * max(abs(seen.trainingLoss), abs(seen.inferenceLoss)) + 0.02
      : !(seen.scoreDistance > 0.3)
    guard agrees else {
      return fail(
        "training and inference do not agree", evidence,
        "look at the running statistics: are they updated, by how much, with which variance?")
    }
    return [pass(.trainingAndInferenceDiffer, evidence, expectation: expectation)]
  }
}
