import GSL
import GradientChecking
import Layers
import Tensors

enum RegionProposalLossEntry: LossEntry {
  static let name = "region-proposal"
  static let summary = "of anchors: cross-entropy + λ·smooth L1"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    let (prediction, target): (RegionProposals<Scalar>, RegionProposalLoss<Scalar>.Target) =
      proposals(cases.requested ?? [2, 2, 3, 2], from: cases.generator)
    try cases.add(RegionProposalLoss(), prediction, target)
    try cases.add(RegionProposalLoss(weight: 10, beta: 0.2), prediction, target)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    let shape: Shape = [draw.extent(2), draw.extent(2), draw.extent(2), draw.extent(3)]
    let (prediction, target): (RegionProposals<Scalar>, RegionProposalLoss<Scalar>.Target) =
      proposals(shape, from: draw.generator)
    return own.subject(RegionProposalLoss(weight: 2, beta: 0.5), prediction, target)
  }

  private static func proposals<Scalar: TensorScalar>(
    _ shape: Shape, from generator: RandomGenerator
  ) -> (RegionProposals<Scalar>, RegionProposalLoss<Scalar>.Target) {
    // Of another rank the loss refuses it.
    let offsets: Shape =
      shape.rank == 4 ? [shape[0], 4 * shape[1], shape[2], shape[3]] : shape
    return (
      RegionProposals(
        objectness: .normal(shape, from: generator), offsets: .normal(offsets, from: generator)),
      .init(
        labels: (0..<shape.count).map { _ in generator.integer(below: 3) - 1 },
        offsets: .normal(offsets, from: generator))
    )
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    LossMap(
      RegionProposalLoss(
        weight: try stored.settings.number(\.alpha), beta: try stored.settings.number(\.beta)),
      at: RegionProposals(
        objectness: try stored.prediction("objectness"),
        offsets: try stored.prediction("offsets")),
      target: .init(labels: try stored.labels(), offsets: try stored.target("offsets")))
  }
}
