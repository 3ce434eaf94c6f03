import GSL
import GradientChecking
import Layers
import Tensors

enum StatefulRecurrentEntry: LayerEntry {
  static let name = "stateful-lstm"
  static let summary = "the LSTM with its first states given, its last ones out"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 3, 4], "[N, T, D]", rank: 3)
    let states = (0..<2).map { _ in
      Tensor<Scalar>.normal([shape[0], 3], from: cases.generator)
    }
    try cases.add(
      StatefulRecurrent(LSTM(shape[2], 3, from: cases.generator)),
      at: RecurrentSequence(.normal(shape, from: cases.generator), states: states), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let (samples, inputs, units) = (draw.extent(2), draw.extent(3), draw.extent(3))
    let states = (0..<2).map { _ in draw.tensor([samples, units], size: 1) }
    return draw.subject(
      StatefulRecurrent(LSTM(inputs, units, from: draw.generator)),
      at: RecurrentSequence(
        draw.tensor([samples, draw.extent(3), inputs], size: min(10, draw.size)), states: states))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    StatefulRecurrent(try stored.recurrent(LSTMCell.self))
  }

  static func input<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> AnyTensors<Scalar> {
    AnyTensors(
      RecurrentSequence(
        try stored["sequence"],
        states: stored.has("h") ? [try stored["h"], try stored["c"]] : []))
  }
}
