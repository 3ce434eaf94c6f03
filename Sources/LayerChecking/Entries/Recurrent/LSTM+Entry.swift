import GSL
import GradientChecking
import Layers
import Tensors

enum LSTMEntry: LayerEntry {
  static let name = "lstm"
  static let summary = "over a sequence [N, T, D], and over one step"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.addRecurrent(LSTMCell.self)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.recurrent(LSTMCell.self)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    try stored.recurrent(LSTMCell.self)
  }
}
