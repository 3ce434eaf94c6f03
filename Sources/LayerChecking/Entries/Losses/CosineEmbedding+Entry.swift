import GSL
import GradientChecking
import Layers
import Tensors

enum CosineEmbeddingEntry: LossEntry {
  static let name = "cosine-embedding"
  static let summary = "1 − cos of those that belong together, else cos − m"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    let flags = cases.labels.indices.map { $0.isMultiple(of: 2) }
    try cases.add(
      CosineEmbedding(margin: -0.5), EmbeddingPair(cases.prediction, cases.target), flags)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    return own.subject(
      CosineEmbedding(margin: 0.1, reduction: own.reduction),
      own.embeddings(),
      own.labels.map { $0.isMultiple(of: 2) })
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    let settings = stored.settings
    return LossMap(
      CosineEmbedding(
        margin: try settings.number(\.margin), reduction: settings.reductionOrMean),
      at: EmbeddingPair(try stored.prediction("first"), try stored.prediction("second")),
      target: try stored.target().elements.map { $0 > 0 })
  }
}
