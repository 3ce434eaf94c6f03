import GSL
import GradientChecking
import Layers
import Tensors

enum HingeEntry: LossEntry {
  static let name = "hinge"
  static let summary = "Σ max(0, xⱼ − x[y] + Δ), and at margins of exactly 0"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    let (prediction, labels) = (cases.prediction, cases.labels)
    try cases.add(Hinge(), prediction, labels)
    try cases.add(Hinge(), prediction.map { ($0 * 2).rounded() / 2 }, labels, ", with zero margins")
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(Hinge(delta: own.size, reduction: own.reduction))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(
      Hinge(delta: try settings.number(\.margin), reduction: settings.reductionOrMean),
      stored.labels())
  }
}

extension Hinge: DescribedLoss {
  public func describe(
    _ prediction: Tensor<Scalar>, _ target: [Int], _ upstream: Double, in facts: inout MapFacts
  ) {
    facts.describeLabels(target, prediction.shape)
    facts.describeShifted(self, prediction, target)
    facts.variants.append(
      MapFacts.Variant(
        isSquared ? "margin" : "margin too many", .missingPart,
        LossMap(
          Hinge(delta: delta, squared: !isSquared, reduction: reduction), at: prediction,
          target: target)))
  }
}
