import GSL
import GradientChecking
import Layers
import Tensors

enum KLDivergenceEntry: LossEntry {
  static let name = "kl"
  static let summary = "Σ p·(log p − x) of log-probabilities x"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    try cases.add(KLDivergence(), cases.prediction, cases.target.squashed)
    try cases.add(
      KLDivergence(reduction: .sum), cases.prediction, cases.target.signs, ", with zeros")
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(
      KLDivergence(reduction: own.reduction), own.prediction, own.target.squashed)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(KLDivergence(reduction: settings.reductionOrMean), stored.target())
  }
}
