import GSL
import GradientChecking
import Layers
import Tensors

enum HuberEntry: LossEntry {
  static let name = "huber"
  static let summary = "½d² inside δ, δ(|d| − ½δ) outside; over δ: smooth L1"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    try cases.add(Huber(), cases.prediction, cases.target)
    try cases.add(Huber(delta: 0.3), cases.prediction, cases.target)
    try cases.add(Huber(delta: 0.3, dividedByDelta: true), cases.prediction, cases.target)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(
      Huber(
        delta: Scalar(draw.size / 2), dividedByDelta: draw.generator.sign() > 0,
        reduction: own.reduction))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return try stored.map(
      Huber(
        delta: try settings.number(\.delta), dividedByDelta: settings.kind == "smooth L1",
        reduction: settings.reductionOrMean), stored.target())
  }
}

extension Huber: DescribedLoss {
  public func describe(
    _ prediction: Tensor<Scalar>, _ target: Tensor<Scalar>, _ upstream: Double,
    in facts: inout MapFacts
  ) {
    facts.describeDifference(prediction, target)
    let delta = Double(self.delta)
    let d = zip(prediction.block(), target.block()).map { $0 - $1 }
    func add(_ name: String, _ isInside: (Double) -> Bool) {
      facts.places.append(
        MapFacts.Place(name, in: "prediction", Set(d.indices.filter { isInside(d[$0]) })))
    }
    add("|d| ≤ δ") { $0.magnitude <= delta }
    add("|d| > δ") { $0.magnitude > delta }
    add("d < −δ") { $0 < -delta }
    add("d > δ") { $0 > delta }
    facts.quantities.append(MapFacts.Quantity("δ", "the threshold", delta))
  }
}
