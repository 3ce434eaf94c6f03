import GSL
import GradientChecking
import Layers
import Tensors

enum AdditiveAttentionEntry: LayerEntry {
  static let name = "additive-attention"
  static let summary = "softmax(v·tanh(W_q·q + W_k·k))·V, over image features"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 3, 4], "[N, T, D]", rank: 3)
    try cases.add(
      AdditiveAttention(shape[2], shape[2], units: 3, from: cases.generator),
      at: cases.attention(shape, keys: shape[1] + 1, values: 2), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let (features, units) = (draw.extent(3), draw.extent(3))
    var input = draw.attention(features: features, values: draw.extent(3))
    input.mask = nil
    // Queries and keys of about 1, so that nothing saturates within a step.
    input.query *= Scalar(1 / draw.size)
    input.key *= Scalar(draw.size)
    let layer = AdditiveAttention<Scalar>(
      query: Linear(weight: draw.tensor([units, features], size: 1), bias: nil),
      key: Linear(
        weight: draw.tensor([units, features], size: 1), bias: draw.tensor([units], size: 1)),
      scores: AdditiveScores(weight: draw.tensor([units], size: 1)))
    return draw.subject(layer, at: input)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    AdditiveAttention<Scalar>(
      query: Linear(weight: try stored["query.weight"], bias: nil),
      key: Linear(weight: try stored["key.weight"], bias: try stored["key.bias"]),
      scores: AdditiveScores(weight: try stored["scores.weight"]))
  }

  static func input<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> AnyTensors<Scalar> {
    try DotProductAttentionEntry.input(stored)
  }
}
