import GSL
import GradientChecking
import Layers
import Tensors

enum MaskLossEntry: LossEntry {
  static let name = "mask"
  static let summary = "binary cross-entropy of the mask of the right class"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    let shape = cases.requested ?? [3, 4, 2, 5]
    try cases.add(
      MaskLoss(), .normal(shape, from: cases.generator), target(shape, from: cases.generator))
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let shape: Shape = [draw.extent(3), draw.extent(3), draw.extent(2), draw.extent(3)]
    return LossDraw(draw).subject(
      MaskLoss(), draw.input(shape), target(shape, from: draw.generator))
  }

  private static func target<Scalar: TensorScalar>(
    _ shape: Shape, from generator: RandomGenerator
  ) -> MaskLoss<Scalar>.Target {
    // Of another rank the loss refuses it.
    let masks: Shape = shape.rank == 4 ? [shape[0], shape[2], shape[3]] : []
    let classes = shape.rank > 1 ? max(1, shape[1]) : 1
    return .init(
      classes: (0..<(shape.extents.first ?? 0)).map { _ in generator.integer(below: classes) },
      masks: Tensor.normal(masks, from: generator).signs)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    try stored.map(
      MaskLoss(), .init(classes: try stored.labels(), masks: try stored.target("masks")))
  }
}
