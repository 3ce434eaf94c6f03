import GSL
import GradientChecking
import Layers
import Tensors

enum SigmoidEntry: LayerEntry {
  static let name = "sigmoid"
  static let summary = "1/(1 + e⁻ˣ)"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.add(Sigmoid(), cases.requested ?? [4, 7])
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.subject(Sigmoid(), [draw.extent(4), draw.extent(5)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    Sigmoid<Scalar>()
  }
}
