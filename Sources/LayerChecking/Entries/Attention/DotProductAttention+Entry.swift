import GSL
import GradientChecking
import Layers
import Tensors

enum DotProductAttentionEntry: LayerEntry {
  static let name = "attention"
  static let summary = "softmax(QKᵀ/√d)·V: heads, causal, padding hidden"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 3, 4], "[N, T, D]", rank: 3)
    try cases.add(
      DotProductAttention(), at: cases.attention(shape, keys: shape[1] + 1, lengths: true), shape,
      ", padding hidden")
    try cases.add(
      DotProductAttention(heads: shape[2].isMultiple(of: 2) ? 2 : 1, causal: true),
      at: cases.attention(shape, keys: shape[1]), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let heads = draw.extent(2)
    let input = draw.attention(features: heads * draw.extent(2), values: heads * draw.extent(2))
    let layer = DotProductAttention<Scalar>(heads: heads, causal: draw.generator.sign() > 0)
    return draw.subject(layer, at: input)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    DotProductAttention<Scalar>(
      heads: try stored.settings.value(\.heads), causal: try stored.settings.value(\.causal))
  }

  static func input<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> AnyTensors<Scalar> {
    var mask: AttentionMask<Scalar>?
    if stored.has("mask") {
      let flags = try stored["mask"]
      mask = AttentionMask(flags.shape, flags.elements.map { $0 != 0 })
    }
    return AnyTensors(
      AttentionInput(
        query: try stored["query"], key: try stored["key"], value: try stored["value"],
        mask: mask))
  }
}

extension LayerCases {
  /// Queries of this shape, with other keys and values; of the second sample the last key is hidden.
  func attention(
    _ shape: Shape, keys: Int, values: Int? = nil, lengths isPadded: Bool = false
  ) -> AttentionInput<Scalar> {
    let other: Shape = [shape[0], keys, shape[2]]
    return AttentionInput(
      query: .normal(shape, from: generator), key: .normal(other, from: generator),
      value: .normal([shape[0], keys, values ?? shape[2]], from: generator),
      mask: isPadded
        ? AttentionMask(lengths: (0..<shape[0]).map { max(1, keys - $0 % 2) }, of: keys) : nil)
  }
}

extension Draw {
  /// Keys the larger the smaller queries are, so that scores are about 1; some keys are hidden.
  func attention(features: Int, values: Int) -> AttentionInput<Scalar> {
    let (samples, queries, keys) = (extent(2), extent(3), extent(3))
    let lengths = (0..<samples).map { _ in generator.integer(below: keys + 1) }
    return AttentionInput(
      query: input([samples, queries, features]),
      key: tensor([samples, keys, features], size: 1 / size),
      value: tensor([samples, keys, values], size: parameterSize),
      mask: generator.sign() > 0 ? AttentionMask(lengths: lengths, of: keys) : nil)
  }
}
