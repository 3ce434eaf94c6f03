import GSL
import GradientChecking
import Layers
import Tensors

enum LocalizationLossEntry: LossEntry {
  static let name = "localization"
  static let summary = "class and box: cross-entropy + λ·L2 or L1"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    let samples = cases.labels.count
    let box = Tensor<Scalar>.normal([samples, 4], from: cases.generator)
    let target = Tensor<Scalar>.normal([samples, 4], from: cases.generator)
    let prediction = Localization(scores: cases.prediction, box: box)
    try cases.add(LocalizationLoss(.l2), prediction, .init(labels: cases.labels, box: target))
    try cases.add(
      LocalizationLoss(.l1, weight: 3), prediction, .init(labels: cases.labels, box: target))
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    let shape: Shape = [own.labels.count, 4]
    return own.subject(
      LocalizationLoss(draw.generator.sign() > 0 ? .l2 : .l1, weight: 2),
      Localization(scores: own.prediction, box: draw.input(shape)),
      .init(labels: own.labels, box: draw.tensor(shape, size: draw.size)))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    LossMap(
      LocalizationLoss(
        try stored.settings.value(\.kind) == "l1" ? .l1 : .l2,
        weight: try stored.settings.number(\.alpha)),
      at: Localization(
        scores: try stored.prediction("scores"), box: try stored.prediction("box")),
      target: .init(labels: try stored.labels(), box: try stored.target("box")))
  }
}
