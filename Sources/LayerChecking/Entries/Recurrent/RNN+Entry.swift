import GSL
import GradientChecking
import Layers
import Tensors

enum RNNEntry: LayerEntry {
  static let name = "rnn"
  static let summary = "tanh of input and past, over [N, T, D] and one step"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.addRecurrent(RNNCell.self)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.recurrent(RNNCell.self)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    try stored.recurrent(RNNCell.self)
  }
}
