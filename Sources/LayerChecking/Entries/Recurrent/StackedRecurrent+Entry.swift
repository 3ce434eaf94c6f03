import GSL
import GradientChecking
import Layers
import Tensors

enum StackedRecurrentEntry: LayerEntry {
  static let name = "bidirectional-lstm"
  static let summary = "two layers of LSTM, each in both directions"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 3, 2], "[N, T, D]", rank: 3)
    try cases.add(
      StackedRecurrent<LSTMCell<Scalar>>(
        shape[2], 2, layers: 2, bidirectional: true, from: cases.generator), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let inputs = draw.extent(3)
    let layer = StackedRecurrent<GRUCell<Scalar>>(
      inputs, draw.extent(2), layers: draw.extent(2),
      bidirectional: draw.generator.sign() > 0,
      initializer: .gaussian(standardDeviation: 1), from: draw.generator)
    return draw.subject(layer, [draw.extent(2), draw.extent(3), inputs], upTo: 10)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    var layers: [(forward: Recurrent<LSTMCell<Scalar>>, backward: Recurrent<LSTMCell<Scalar>>?)] =
      []
    while stored.has("layer\(layers.count + 1).forward.weight_ih") {
      let own = stored.inside("layer\(layers.count + 1)")
      layers.append(
        (
          try own.inside("forward").recurrent(LSTMCell.self),
          own.has("backward.weight_ih")
            ? try own.inside("backward").recurrent(LSTMCell.self) : nil
        ))
    }
    guard !layers.isEmpty else {
      throw InputError("a stored layer", expects: "layer1.forward.weight_ih", got: "nothing")
    }
    return StackedRecurrent(layers)
  }
}
