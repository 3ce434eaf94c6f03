import GSL
import GradientChecking
import Layers
import Tensors

enum MeanSquaredErrorEntry: LossEntry {
  static let name = "mse"
  static let summary = "mean of d², and of ½d²"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    try cases.add(MeanSquaredError(), cases.prediction, cases.target)
    try cases.add(MeanSquaredError(halved: true), cases.prediction, cases.target)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(MeanSquaredError(reduction: own.reduction))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(
      MeanSquaredError(
        halved: try settings.value(\.half), reduction: settings.reductionOrMean), stored.target())
  }
}

extension MeanSquaredError: DescribedLoss {
  public func describe(
    _ prediction: Tensor<Scalar>, _ target: Tensor<Scalar>, _ upstream: Double,
    in facts: inout MapFacts
  ) {
    facts.describeDifference(prediction, target)
    let count = reduction == .mean ? Double(max(1, prediction.count)) : 1
    let factor = (isHalved ? 1 : 2) * upstream / count
    facts.terms.append(
      MapFacts.Term("prediction", of: "prediction", prediction.block().map { factor * $0 }))
    facts.terms.append(
      MapFacts.Term("target", of: "prediction", target.block().map { -factor * $0 }))
  }
}
