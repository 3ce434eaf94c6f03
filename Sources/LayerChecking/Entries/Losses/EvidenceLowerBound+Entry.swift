import GSL
import GradientChecking
import Layers
import Tensors

enum EvidenceLowerBoundEntry: LossEntry {
  static let name = "evidence-lower-bound"
  static let summary = "reconstruction + β·KL of a variational autoencoder"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    let codes: Shape = [cases.prediction.shape.extents.first ?? 0, 3]
    func prediction() -> VariationalPrediction<Scalar> {
      VariationalPrediction(
        reconstruction: cases.prediction, mean: .normal(codes, from: cases.generator),
        logVariance: .normal(codes, from: cases.generator))
    }
    try cases.add(EvidenceLowerBound(), prediction(), cases.target.squashed)
    try cases.add(
      EvidenceLowerBound(.gaussian, divergenceWeight: 0.3), prediction(), cases.target)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    // Variances of e to the power of these.
    let codes: Shape = [own.labels.count, draw.extent(3)]
    let isBernoulli = draw.generator.sign() > 0
    return own.subject(
      EvidenceLowerBound(
        isBernoulli ? .bernoulli : .gaussian, divergenceWeight: Scalar(draw.parameterSize),
        reduction: own.reduction),
      VariationalPrediction(
        reconstruction: own.prediction, mean: draw.tensor(codes, size: draw.size),
        logVariance: draw.tensor(codes, size: 1)),
      isBernoulli ? own.target.squashed : own.target)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return LossMap(
      EvidenceLowerBound(
        settings.kind == "gaussian" ? .gaussian : .bernoulli,
        divergenceWeight: try settings.number(\.beta), reduction: settings.reductionOrMean),
      at: VariationalPrediction(
        reconstruction: try stored.prediction("reconstruction"),
        mean: try stored.prediction("mean"), logVariance: try stored.prediction("log_variance")),
      target: try stored.target())
  }
}
