import GSL
import GradientChecking
import Layers
import Tensors

enum GRUEntry: LayerEntry {
  static let name = "gru"
  static let summary = "reset and update gates, over [N, T, D] and one step"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.addRecurrent(GRUCell.self)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.recurrent(GRUCell.self)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    try stored.recurrent(GRUCell.self)
  }
}
