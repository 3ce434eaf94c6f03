import GSL
import GradientChecking
import Layers
import Tensors

enum PolicyGradientEntry: LossEntry {
  static let name = "policy-gradient"
  static let summary = "−A·log π(a), with an entropy bonus"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    let target = PolicyGradient<Scalar>.Target(actions: cases.labels, advantages: cases.numbers())
    try cases.add(PolicyGradient(), cases.prediction, target)
    try cases.add(PolicyGradient(entropyWeight: 0.2), cases.prediction, target)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(
      PolicyGradient(entropyWeight: draw.generator.sign() > 0 ? 0 : 0.3, reduction: own.reduction),
      own.prediction, .init(actions: own.labels, advantages: own.numbers()))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(
      PolicyGradient(
        entropyWeight: try settings.number(\.beta), reduction: settings.reductionOrMean),
      .init(actions: stored.labels("actions"), advantages: stored.target("advantages").elements))
  }
}
