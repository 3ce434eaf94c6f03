import GSL
import GradientChecking
import Layers
import Tensors

enum SquaredHingeEntry: LossEntry {
  static let name = "squared-hinge"
  static let summary = "Σ max(0, xⱼ − x[y] + Δ)²"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    try cases.add(Hinge(squared: true), cases.prediction, cases.labels)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(Hinge(delta: own.size, squared: true, reduction: own.reduction))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(
      Hinge(
        delta: try settings.number(\.margin), squared: true, reduction: settings.reductionOrMean),
      stored.labels())
  }
}
