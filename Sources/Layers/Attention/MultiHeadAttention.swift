import GSL
import Tensors

/// Attention several times over, each head on projections of its own.
///
///     Y = concat(head₁ … head_h)·W_oᵀ + b_o        headᵢ = attention of the i-th blocks of
///     Q·W_qᵀ + b_q,  K·W_kᵀ + b_k,  V·W_vᵀ + b_v        see ``DotProductAttention``
///
/// Shapes: query [N, T, D], key and value [N, S, …], Y [N, T, D]; the heads are blocks of D/h columns. As PyTorch's
/// `MultiheadAttention` with `batch_first`, of which the first projection weight is W_q, W_k and W_v, one below the
/// other. Its masks name what is hidden; ours what may be seen.
///
/// Source: Vaswani et al.: "Attention is all you need", NIPS 2017.
public struct MultiHeadAttention<Scalar: TensorScalar>: CompositeLayer {
  public typealias Input = AttentionInput<Scalar>
  public typealias Output = Tensor<Scalar>

  public var graph: Graph<Scalar>

  /// Attention with the given projections, one after which the heads are blended.
  public init(
    query: Linear<Scalar>, key: Linear<Scalar>, value: Linear<Scalar>, output: Linear<Scalar>,
    heads: Int, causal isCausal: Bool = false
  ) {
    graph = Graph([
      .init("query", query, from: "input.query"),
      .init("key", key, from: "input.key"),
      .init("value", value, from: "input.value"),
      .init(
        "attention", DotProductAttention(heads: heads, causal: isCausal),
        from: "query", "key", "value", "input.mask"),
      .init("output", output),
    ])
  }

  /// Attention with random weights, of keys and values of other widths where they are given.
  public init(
    _ features: Int, heads: Int, keyFeatures: Int? = nil, valueFeatures: Int? = nil,
    causal isCausal: Bool = false, bias: Bool = true, initializer: Initializer = .xavier,
    from generator: RandomGenerator
  ) {
    func projection(_ inputs: Int) -> Linear<Scalar> {
      Linear(inputs, features, bias: bias, initializer: initializer, from: generator)
    }
    self.init(
      query: projection(features), key: projection(keyFeatures ?? features),
      value: projection(valueFeatures ?? features), output: projection(features), heads: heads,
      causal: isCausal)
  }

  public var description: String {
    let core = graph.nodes[3].layer.description.dropFirst("DotProductAttention(".count)
    return "MultiHeadAttention(\(core)"
  }
}
