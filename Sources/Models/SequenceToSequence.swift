import GSL
import Layers
import Tensors

/// A small translator: one recurrent layer reads a sequence, another writes the answer, token by token.
///
///     table(source) → encoder → state → decoder(table(answer so far)) → scores = h·Wᵀ
///
/// Teacher forcing: the decoder is given the right tokens so far, and each of its states scores the next one. One
/// table W [V, D] serves both languages and the scores (tied weights): listed once, its gradients added.
///
/// Attending, the decoder looks back: c = attention of h over the encoder's states, and scores = tanh([h; c]·Uᵀ)·Wᵀ, with
/// `DotProductAttention` (Luong, Pham, Manning, EMNLP 2015).
///
/// Shapes: tokens [N, S] and [N, T], as `TokenPair`; out come scores [N·T, V]. What stands in the padding of a source
/// changes nothing: its state is that after its last token, and attention does not see behind. Padding of the answer is
/// the loss's matter, which ignores its label. ``answer(to:start:end:limit:)`` writes by itself.
///
/// Sources: Sutskever, Vinyals, Le: "Sequence to sequence learning with neural networks", NIPS 2014; tied: Press, Wolf:
/// "Using the output embedding to improve language models", EACL 2017.
public struct SequenceToSequence<Scalar: TensorScalar>: CompositeLayer {
  public typealias Input = TokenPair<Scalar>
  public typealias Output = Tensor<Scalar>

  public var graph: Graph<Scalar>

  /// A network with random weights, of V tokens and D features, which are the units of both recurrent layers.
  public init(
    tokens: Int, features: Int, attending isAttending: Bool = false, from generator: RandomGenerator
  ) {
    func recurrent() -> StatefulRecurrent<GRUCell<Scalar>> {
      StatefulRecurrent(GRU(features, features, from: generator))
    }
    let scale = Initializer.gaussian(standardDeviation: 1 / Double(features).squareRoot())
    let table = Embedding<Scalar>(tokens, features, initializer: scale, from: generator)
    let attention: [Graph<Scalar>.Node] = [
      .init(
        "attention", DotProductAttention(), from: "decoder.sequence", "encoder.sequence",
        "encoder.sequence", "input.mask"),
      .init("both", Concatenation(axis: 2), from: "decoder.sequence", "attention"),
      .init(
        "blend",
        Linear(2 * features, features, bias: false, initializer: .xavier, from: generator)),
      .init("tanh", Tanh()),
    ]
    graph = Graph(
      [
        .init("table", table, from: "input.source"),
        .init("encoder", recurrent()),
        .init("state", LastStep(), from: "encoder.sequence", "input.mask"),
        .init("words", table, from: "input.answer", sharing: "table"),
        .init("decoder", recurrent(), from: "words", "state"),
      ] + (isAttending ? attention : []) + [
        .init("steps", Rows(), from: isAttending ? "tanh" : "decoder.sequence"),
        .init("scores", Linear(features, tokens, bias: false, from: generator), sharing: "table"),
      ])
  }

  public var description: String { "SequenceToSequence" }

  /// The likeliest next token again and again (greedy decoding), from `start` to `end` or to so many tokens.
  ///
  /// - Throws: `InputError` where a token is not in the table.
  public func answer(
    to source: [Int], start: Int, end: Int, limit: Int
  ) throws(InputError) -> [Int] {
    var answer = [start]
    while answer.count <= limit {
      let scores = try forward(
        TokenPair(
          source: Tokens([1, source.count], source), answer: Tokens([1, answer.count], answer)),
        in: ForwardContext(.inference)
      ).output
      let row = Array(scores.elements.suffix(scores.shape[1]))
      let next = row.indices.max { row[$0] < row[$1] } ?? end
      if next == end { break }
      answer.append(next)
    }
    return Array(answer.dropFirst())
  }
}
