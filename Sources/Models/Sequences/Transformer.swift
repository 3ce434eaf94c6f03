import GSL
import Layers
import Tensors

/// Attention all the way: blocks of self-attention and of two linear layers, each added to what it was given.
///
///     x = table(tokens) + positions        x ← x + attention(norm(x))        x ← x + W₂·relu(W₁·norm(x))
///     scores = W·norm(x)
///
/// An encoder sees the whole sequence but its padding; a decoder (causal) each token those before it and itself, so
/// that it can be trained on all at once, and writes: ``write(after:count:by:key:)``.
///
/// Shapes: tokens [N, T] as ``TokenSequence`` in, scores [N·T, K] out. Norms come first, as it trains more easily.
/// Sources: Vaswani et al.: "Attention is all you need", NIPS 2017; norms first: Xiong et al., ICML 2020.
public struct Transformer<Scalar: TensorScalar>: CompositeLayer {
  public typealias Input = TokenSequence<Scalar>
  public typealias Output = Tensor<Scalar>

  public var graph: Graph<Scalar>

  /// A network with random weights.
  public init(
    tokens: Int, classes: Int, features: Int = 16, heads: Int = 2, blocks: Int = 2,
    causal isCausal: Bool, from generator: RandomGenerator
  ) {
    var nodes: [Graph<Scalar>.Node] = [
      .init("table", Embedding(tokens, features, from: generator), from: "input.tokens"),
      .init("block0", PositionalEncoding()),
    ]
    for block in 1...max(1, blocks) {
      let (before, name) = ("block\(block - 1)", "block\(block)")
      nodes += [
        .init("norm\(block)", LayerNorm(features), from: before),
        .init(
          "attention\(block)",
          SelfAttention(
            MultiHeadAttention(features, heads: heads, causal: isCausal, from: generator)),
          from: "norm\(block)", "input.mask"),
        .init("attended\(block)", Sum(), from: before, "attention\(block)"),
        .init(
          "linear\(block)",
          Stack([
            .init("norm", LayerNorm(features)),
            .init("fc1", Linear(features, 2 * features, from: generator)), .init("relu", ReLU()),
            .init("fc2", Linear(2 * features, features, initializer: .xavier, from: generator)),
          ])),
        .init(name, Sum(), from: "attended\(block)", "linear\(block)"),
      ]
    }
    nodes += [
      .init("norm", LayerNorm(features)), .init("steps", Rows()),
      // What comes out of the norm is of size 1; scores are to start small.
      .init(
        "scores",
        Linear(
          features, classes, initializer: .gaussian(standardDeviation: 0.1), from: generator)),
    ]
    graph = Graph(nodes)
  }

  public var description: String { "Transformer" }

  /// So many tokens after these, chosen one by one.
  ///
  /// - Throws: `InputError` where a token is not in the table.
  public func write(
    after start: [Int], count: Int, by sampling: Sampling = .greedy, key: RandomKey = RandomKey(0)
  ) throws(InputError) -> [Int] {
    precondition(!start.isEmpty, "a text starts with a token")
    let generator = RandomGenerator(key)
    var text = start
    for _ in 0..<count {
      let scores = try forward(
        TokenSequence(Tokens([1, text.count], text)), in: ForwardContext(.inference)
      ).output
      text.append(
        sampling.token(Array(scores.elements.suffix(scores.shape[1])), from: generator))
    }
    return Array(text.dropFirst(start.count))
  }
}

/// Attention of a sequence to itself: query, key and value are the same.
struct SelfAttention<Scalar: TensorScalar>: CompositeLayer {
  typealias Input = MaskedSequence<Scalar>
  typealias Output = Tensor<Scalar>

  var graph: Graph<Scalar>

  init(_ attention: MultiHeadAttention<Scalar>) {
    graph = Graph([
      .init(
        "heads", attention, from: "input.sequence", "input.sequence", "input.sequence",
        "input.mask")
    ])
  }

  var description: String { "Self\(graph.nodes[0].layer)" }
}

enum TransformerEncoderTask: TaskEntry {
  static let name = "transformer-encoder"
  static let summary = "of each token of a sequence: does it come up again?"
  static let plan = LearningPlan(learningRate: 3e-3, steps: 400, share: 0.05)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    DrawnTask(
      Transformer<Scalar>(tokens: 7, classes: 2, causal: false, from: generator),
      SoftmaxCrossEntropy(ignoring: ignoredLabel)
    ) { count, generator in
      let rows = (0..<count).map { _ in
        (0..<4 + generator.integer(below: 4)).map { _ in 1 + generator.integer(below: 6) }
      }
      let labels = rows.map { row in
        row.map { token in row.count { $0 == token } > 1 ? 1 : 0 }
      }
      return (.padded(rows), labels.paddedLabels)
    }
  }
}

enum TransformerDecoderTask: TaskEntry {
  static let name = "transformer-decoder"
  static let summary = "causal; a few tokens, then the same once more"
  static let plan = LearningPlan(learningRate: 3e-3, steps: 400, share: 0.05)

  static func task<Scalar: TensorScalar>(
    of scalar: Scalar.Type, from generator: RandomGenerator
  ) -> any LearningTask<Scalar> {
    DrawnTask(
      Transformer<Scalar>(tokens: 8, classes: 8, causal: true, from: generator),
      SoftmaxCrossEntropy(ignoring: ignoredLabel)
    ) { count, generator in
      // 0 pads, 1 stands between the two.
      let words = (0..<count).map { _ in
        (0..<2 + generator.integer(below: 3)).map { _ in 2 + generator.integer(below: 6) }
      }
      let rows = words.map { $0 + [1] + $0 }
      // What is drawn cannot be foreseen: only what is said once more counts.
      let labels = words.map { [Int](repeating: ignoredLabel, count: $0.count) + $0 }
      return (.padded(rows.map { Array($0.dropLast()) }), labels.paddedLabels)
    }
  }
}
