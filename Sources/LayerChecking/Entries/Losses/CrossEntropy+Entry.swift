import GSL
import GradientChecking
import Layers
import Tensors

enum CrossEntropyEntry: LossEntry {
  static let name = "cross-entropy"
  static let summary = "−log p[y] of probabilities"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    let probabilities = try Softmax<Scalar>().forward(
      cases.prediction, in: ForwardContext(.inference))
    try cases.add(CrossEntropy(), probabilities.output, cases.labels)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    let positive = own.prediction.map { $0 == 0 ? own.size : $0.magnitude }
    return own.subject(CrossEntropy(reduction: own.reduction), positive, own.labels)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(CrossEntropy(reduction: settings.reductionOrMean), stored.labels())
  }
}

extension CrossEntropy: DescribedLoss {
  public func describe(
    _ prediction: Tensor<Scalar>, _ target: [Int], _ upstream: Double, in facts: inout MapFacts
  ) {
    facts.describeLabels(target, prediction.shape)
    facts.describeShifted(self, prediction, target)
    facts.fields.append(
      MapFacts.Field("1/p", of: "prediction", prediction.block().map { 1 / $0 }))
  }
}
