import GSL
import GradientChecking
import Layers
import Tensors

enum RNNEntry: LayerEntry {
  static let name = "rnn"
  static let summary = "tanh or ReLU of input and past, over [N, T, D]"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.addRecurrent(RNNCell.self)
    try cases.addRecurrent(RectifiedRNNCell.self)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.generator.sign() > 0
      ? draw.recurrent(RNNCell.self) : draw.recurrent(RectifiedRNNCell.self)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    if stored.settings.kind == "relu" { return try stored.recurrent(RectifiedRNNCell.self) }
    return try stored.recurrent(RNNCell.self)
  }
}
