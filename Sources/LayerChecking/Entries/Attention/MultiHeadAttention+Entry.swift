import GSL
import GradientChecking
import Layers
import Tensors

enum MultiHeadAttentionEntry: LayerEntry {
  static let name = "multihead-attention"
  static let summary = "attention of several heads, each with its projections"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 3, 4], "[N, T, D]", rank: 3)
    let (width, generator) = (max(1, shape[2]), cases.generator)
    let heads = width.isMultiple(of: 2) ? 2 : 1
    try cases.add(
      MultiHeadAttention(width, heads: heads, valueFeatures: 3, from: generator),
      at: cases.attention(shape, keys: shape[1] + 1, values: 3, lengths: true), shape,
      ", padding hidden")
    try cases.add(
      MultiHeadAttention(width, heads: heads, causal: true, from: generator),
      at: cases.attention(shape, keys: shape[1]), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let heads = draw.extent(2)
    let (features, values) = (heads * draw.extent(2), draw.extent(3))
    func projection(_ inputs: Int, size: Double = 1) -> Linear<Scalar> {
      Linear(
        weight: draw.tensor([features, inputs], size: size), bias: draw.tensor([features], size: 1))
    }
    let layer = MultiHeadAttention(
      query: projection(features, size: 1 / draw.size),
      key: projection(features, size: draw.size), value: projection(values),
      output: projection(features, size: draw.parameterSize), heads: heads,
      causal: draw.generator.sign() > 0)
    return draw.subject(layer, at: draw.attention(features: features, values: values))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    func projection(_ name: String) throws(InputError) -> Linear<Scalar> {
      Linear(weight: try stored["\(name).weight"], bias: try stored["\(name).bias"])
    }
    return MultiHeadAttention(
      query: try projection("query"), key: try projection("key"), value: try projection("value"),
      output: try projection("output"), heads: try stored.settings.value(\.heads),
      causal: try stored.settings.value(\.causal))
  }

  static func input<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> AnyTensors<Scalar> {
    try DotProductAttentionEntry.input(stored)
  }
}
