import GSL
import GradientChecking
import Layers
import Tensors

enum TripletMarginEntry: LossEntry {
  static let name = "triplet"
  static let summary = "max(0, ‖a − p‖ − ‖a − n‖ + m)"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    try cases.add(
      TripletMargin(),
      EmbeddingTriple(
        anchor: cases.prediction, positive: cases.target, negative: cases.another()), ())
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(
      TripletMargin(margin: own.size, reduction: own.reduction),
      EmbeddingTriple(
        anchor: own.prediction, positive: own.target,
        negative: draw.tensor(own.prediction.shape, size: draw.size)), ())
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return LossMap(
      TripletMargin(margin: try settings.number(\.margin), reduction: settings.reductionOrMean),
      at: EmbeddingTriple(
        anchor: try stored.prediction("anchor"), positive: try stored.prediction("positive"),
        negative: try stored.prediction("negative")),
      target: ())
  }
}
