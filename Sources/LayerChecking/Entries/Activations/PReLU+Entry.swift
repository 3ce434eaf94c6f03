import GSL
import GradientChecking
import Layers
import Tensors

enum PReLUEntry: LayerEntry {
  static let name = "prelu"
  static let summary = "x above 0, αx below, α learned: one, or one a channel"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.addKinked(PReLU())
    let shape = cases.requested ?? [2, 3, 2, 4]
    if shape.rank > 1, shape[1] > 1 { try cases.add(PReLU(shape[1]), shape) }
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let channels = draw.extent(4)
    return draw.subject(
      PReLU(slope: draw.tensor([draw.generator.sign() > 0 ? 1 : channels], size: 1)),
      [draw.extent(3), channels, draw.extent(3)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    PReLU<Scalar>(slope: try stored["weight"])
  }
}
