import GSL
import GradientChecking
import Layers
import Tensors

enum BinaryCrossEntropyEntry: LossEntry {
  static let name = "binary-cross-entropy"
  static let summary = "−y·log σ(x) − (1 − y)·log(1 − σ(x)), positives weighted"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    try cases.add(BinaryCrossEntropy(), cases.prediction, cases.target.signs)
    try cases.add(
      BinaryCrossEntropy(positiveWeights: [2.5]), cases.prediction, cases.target.squashed,
      ", positives weighted")
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(
      BinaryCrossEntropy(
        positiveWeights: draw.generator.sign() > 0 ? [] : [0.3], reduction: own.reduction),
      own.prediction, draw.generator.sign() > 0 ? own.target.signs : own.target.squashed)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(
      BinaryCrossEntropy(
        positiveWeights: settings.classWeights(), reduction: settings.reductionOrMean),
      stored.target())
  }
}
