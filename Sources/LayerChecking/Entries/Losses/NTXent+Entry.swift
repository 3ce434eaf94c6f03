import GSL
import GradientChecking
import Layers
import Tensors

enum NTXentEntry: LossEntry {
  static let name = "nt-xent"
  static let summary = "contrastive: each of 2N views finds its other one"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    try cases.add(NTXent(), EmbeddingPair(cases.prediction, cases.target), ())
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(
      NTXent(temperature: 0.3, reduction: own.reduction),
      own.embeddings(), ())
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return LossMap(
      NTXent(temperature: try settings.number(\.temperature), reduction: settings.reductionOrMean),
      at: EmbeddingPair(try stored.prediction("first"), try stored.prediction("second")), target: ()
    )
  }
}
