import GSL
import GradientChecking
import Layers
import Tensors

enum ReLUEntry: LayerEntry {
  static let name = "relu"
  static let summary = "max(x, 0), and at its kink"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.addKinked(ReLU())
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.subject(ReLU(), [draw.extent(4), draw.extent(5)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    ReLU<Scalar>()
  }
}
