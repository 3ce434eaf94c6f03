import GSL
import GradientChecking
import Layers
import Tensors

enum BinaryHingeEntry: LossEntry {
  static let name = "binary-hinge"
  static let summary = "max(0, Δ − y·x) of y = ±1, squared too, and at y·x = Δ"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    let labels = cases.target.map { $0 > 0 ? 1 : -1 }
    try cases.add(BinaryHinge(), cases.prediction, labels)
    try cases.add(BinaryHinge(squared: true), cases.prediction, labels)
    try cases.add(
      BinaryHinge(), cases.prediction.meeting(labels), labels, ", with zero margins")
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(
      BinaryHinge(
        delta: own.size, squared: draw.generator.sign() > 0, reduction: own.reduction),
      own.prediction, own.target.map { $0 > 0 ? 1 : -1 })
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(
      BinaryHinge(
        delta: try settings.number(\.margin), squared: settings.kind == "squared",
        reduction: settings.reductionOrMean), stored.target())
  }
}
