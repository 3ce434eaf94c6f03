import Layers
import Tensors

/// Sequences of tokens [N, T] of unequal lengths, padded at the end, with the states to start from.
///
/// Nothing of it has a gradient; a graph calls its parts "input.tokens", "input.mask" and "input.states".
public struct TokenSequence<Scalar: TensorScalar>: ConstantGroup {
  public var tokens: Tokens<Scalar>
  /// The tokens of each sample that count.
  public var lengths: [Int]
  /// What a recurrent model remembers of the tokens before, each [N, H]: a constant here, so that what is learned from
  /// a long text goes back as far as this part of it (truncated backpropagation through time).
  public var states: [Tensor<Scalar>]

  public init(_ tokens: Tokens<Scalar>, lengths: [Int]? = nil, states: [Tensor<Scalar>] = []) {
    let (samples, steps) = (tokens.shape[0], tokens.shape[1])
    self.tokens = tokens
    self.lengths = lengths ?? [Int](repeating: steps, count: samples)
    self.states = states
  }

  public func constant(named name: String) -> AnyTensors<Scalar>? {
    switch name {
    case "tokens": AnyTensors(tokens)
    case "mask": AnyTensors(AttentionMask(lengths: lengths, of: tokens.shape[1]))
    case "states": AnyTensors(TensorList(states))
    default: nil
    }
  }

  /// Rows of tokens, padded with 0 to one length.
  static func padded(_ rows: [[Int]]) -> TokenSequence {
    let steps = rows.map(\.count).max() ?? 0
    return TokenSequence(
      Tokens(
        [rows.count, steps],
        rows.flatMap { $0 + [Int](repeating: 0, count: steps - $0.count) }),
      lengths: rows.map(\.count))
  }
}

/// The label of what is no token: padding, which costs nothing.
let ignoredLabel = -1

extension [[Int]] {
  /// Rows of labels behind each other, padded to one length with what costs nothing.
  var paddedLabels: [Int] {
    let steps = map(\.count).max() ?? 0
    return flatMap { $0 + [Int](repeating: ignoredLabel, count: steps - $0.count) }
  }
}
