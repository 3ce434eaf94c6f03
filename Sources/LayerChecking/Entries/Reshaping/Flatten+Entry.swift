import GSL
import GradientChecking
import Layers
import Tensors

enum FlattenEntry: LayerEntry {
  static let name = "flatten"
  static let summary = "[N, …] as [N, D]"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.add(Flatten(), cases.requested ?? [3, 2, 4, 5])
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.subject(Flatten(), [draw.extent(3), draw.extent(2), draw.extent(3), draw.extent(2)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    Flatten<Scalar>()
  }
}
