import GSL
import GradientChecking
import Layers
import Tensors

enum TanhEntry: LayerEntry {
  static let name = "tanh"
  static let summary = "tanh x"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.add(Tanh(), cases.requested ?? [4, 7])
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.subject(Tanh(), [draw.extent(4), draw.extent(5)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    Tanh<Scalar>()
  }
}
