import GSL
import GradientChecking
import Layers
import Tensors

enum DiceLossEntry: LossEntry {
  static let name = "dice"
  static let summary = "1 − (2Σpy + s)/(Σp + Σy + s)"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    try cases.add(DiceLoss(), cases.prediction.squashed, cases.target.signs)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(
      DiceLoss(reduction: own.reduction), own.prediction.squashed, own.target.signs)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(
      DiceLoss(smoothing: try settings.number(\.smoothing), reduction: settings.reductionOrMean),
      stored.target())
  }
}
