import GSL
import GradientChecking
import Layers
import Tensors

enum MeanAbsoluteErrorEntry: LossEntry {
  static let name = "mae"
  static let summary = "mean of |d|, and at d = 0"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    let (prediction, target) = (cases.prediction, cases.target)
    try cases.add(MeanAbsoluteError(), prediction, target)
    try cases.add(MeanAbsoluteError(), prediction.meeting(target), target, ", with exact zeros")
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(MeanAbsoluteError(reduction: own.reduction))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(MeanAbsoluteError(reduction: settings.reductionOrMean), stored.target())
  }
}

extension MeanAbsoluteError: DescribedLoss {
  public func describe(
    _ prediction: Tensor<Scalar>, _ target: Tensor<Scalar>, _ upstream: Double,
    in facts: inout MapFacts
  ) {
    facts.describeDifference(prediction, target)
    facts.variants.append(
      MapFacts.Variant(
        "target", .missingPart,
        LossMap(self, at: prediction, target: target.map { _ in 0 })))
  }
}
