import GSL
import GradientChecking
import Layers
import Tensors

enum SoftCrossEntropyEntry: LossEntry {
  static let name = "soft-cross-entropy"
  static let summary = "−Σ t·log softmax(x), for targets that are distributions"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    try cases.add(SoftCrossEntropy(), cases.prediction, cases.target.squashed)
    let classes = cases.prediction.shape[1]
    let weights = (0..<classes).map { _ in Scalar(cases.generator.uniform(in: 0.3...2)) }
    try cases.add(
      SoftCrossEntropy(classWeights: weights), cases.prediction, cases.target.squashed, ", weighted"
    )
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(
      SoftCrossEntropy(reduction: own.reduction), own.prediction,
      draw.tensor(own.prediction.shape, size: 1).squashed)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(
      SoftCrossEntropy(classWeights: settings.classWeights(), reduction: settings.reductionOrMean),
      stored.target())
  }
}
