import GSL
import Tensors

/// Soft attention: a small network says how much each place matters to a query, such as the parts of a picture to the
/// next word of its caption.
///
///     α[n, t, ·] = softmax over s of v·tanh(W_q·q[n, t] + W_k·k[n, s] + b)        see ``AdditiveScores``
///     y[n, t] = Σ_s α[n, t, s]·value[n, s]
///
/// Shapes: query [N, T, D], key [N, S, E], value [N, S, F], y [N, T, F]; a picture's features are key and value both.
/// Every place may be seen: a mask is not looked at.
///
/// Sources: Bahdanau, Cho, Bengio: "Neural machine translation by jointly learning to align and translate", ICLR 2015;
/// of pictures: Xu et al.: "Show, attend and tell", ICML 2015.
public struct AdditiveAttention<Scalar: TensorScalar>: CompositeLayer {
  public typealias Input = AttentionInput<Scalar>
  public typealias Output = Tensor<Scalar>

  public var graph: Graph<Scalar>

  /// Attention with the given maps W_q, which needs no bias, and W_k with b, and v.
  public init(query: Linear<Scalar>, key: Linear<Scalar>, scores: AdditiveScores<Scalar>) {
    graph = Graph([
      .init("query", query, from: "input.query"),
      .init("key", key, from: "input.key"),
      .init("scores", scores, from: "query", "key"),
      .init("weights", Softmax()),
      .init("context", BatchedProduct(), from: "weights", "input.value"),
    ])
  }

  /// Attention with random weights, of D features of a query, E of a key and `units` in between.
  public init(
    _ queryFeatures: Int, _ keyFeatures: Int, units: Int, initializer: Initializer = .xavier,
    from generator: RandomGenerator
  ) {
    self.init(
      query: Linear(queryFeatures, units, bias: false, initializer: initializer, from: generator),
      key: Linear(keyFeatures, units, initializer: initializer, from: generator),
      scores: AdditiveScores(
        weight: initializer.tensor([units], fanIn: units, fanOut: 1, from: generator)))
  }

  public var description: String { "AdditiveAttention" }
}
