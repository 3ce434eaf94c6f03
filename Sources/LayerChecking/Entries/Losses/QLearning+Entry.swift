import GSL
import GradientChecking
import Layers
import Tensors

enum QLearningEntry: LossEntry {
  static let name = "q-learning"
  static let summary = "the taken action's value: squared or Huber"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    let target = QLearning<Scalar>.Target(actions: cases.labels, values: cases.numbers())
    try cases.add(QLearning(), cases.prediction, target)
    try cases.add(QLearning(huber: 1), cases.prediction, target)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    let width = own.prediction.shape[1]
    return own.subject(
      QLearning(
        huber: draw.generator.sign() > 0 ? own.size / 2 : nil, reduction: own.reduction),
      own.prediction,
      .init(actions: own.labels, values: own.labels.indices.map { own.target[$0 * width] }))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(
      QLearning(
        huber: settings.delta.map { Scalar($0) }, reduction: settings.reductionOrMean),
      .init(actions: stored.labels("actions"), values: stored.target("values").elements))
  }
}
