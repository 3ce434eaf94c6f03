import GSL
import GradientChecking
import Layers
import Tensors

enum NegativeLogLikelihoodEntry: LossEntry {
  static let name = "nll"
  static let summary = "−x[y] of log-probabilities: weights, ignored labels"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    try cases.add(NegativeLogLikelihood(), cases.prediction, cases.labels)
    let classes = cases.prediction.shape[1]
    let weights = (0..<classes).map { _ in Scalar(cases.generator.uniform(in: 0.3...2)) }
    try cases.add(
      NegativeLogLikelihood(classWeights: weights, ignoring: -1), cases.prediction,
      cases.labelsButFirst, ", weighted, the first label ignored")
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(NegativeLogLikelihood(reduction: own.reduction))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(
      NegativeLogLikelihood(
        classWeights: settings.classWeights(), ignoring: settings.ignored,
        reduction: settings.reductionOrMean), stored.labels())
  }
}
