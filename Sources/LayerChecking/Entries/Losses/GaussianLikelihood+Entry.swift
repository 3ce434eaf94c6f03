import GSL
import GradientChecking
import Layers
import Tensors

enum GaussianLikelihoodEntry: LossEntry {
  static let name = "gaussian-nll"
  static let summary = "½(log v + (x − μ)²/v), of means and variances"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    let variance = cases.another().map { $0.magnitude + 0.5 }
    try cases.add(
      GaussianLikelihood(), GaussianPrediction(mean: cases.prediction, variance: variance),
      cases.target)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    // No step leads from these to 0.
    let variance = own.target.map { _ in
      Scalar(draw.parameterSize * draw.generator.uniform(in: 0.5...2))
    }
    return own.subject(
      GaussianLikelihood(full: draw.generator.sign() > 0, reduction: own.reduction),
      GaussianPrediction(mean: own.prediction, variance: variance),
      draw.tensor(own.prediction.shape, size: draw.size))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return LossMap(
      GaussianLikelihood(full: try settings.value(\.full), reduction: settings.reductionOrMean),
      at: GaussianPrediction(
        mean: try stored.prediction("mean"), variance: try stored.prediction("variance")),
      target: try stored.target())
  }
}
