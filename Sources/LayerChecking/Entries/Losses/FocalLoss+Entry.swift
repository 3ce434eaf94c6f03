import GSL
import GradientChecking
import Layers
import Tensors

enum FocalLossEntry: LossEntry {
  static let name = "focal"
  static let summary = "−α_t(1 − p_t)^γ·log p_t of binary logits"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    try cases.add(FocalLoss(), cases.prediction, cases.target.signs)
    try cases.add(FocalLoss(alpha: nil, gamma: 0.7), cases.prediction, cases.target.signs)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(
      FocalLoss(gamma: Scalar(draw.extent(3)), reduction: own.reduction), own.prediction,
      own.target.signs)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(
      FocalLoss(
        alpha: settings.alpha.map { Scalar($0) }, gamma: try settings.number(\.gamma),
        reduction: settings.reductionOrMean), stored.target())
  }
}
