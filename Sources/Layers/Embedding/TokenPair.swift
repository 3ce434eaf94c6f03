import Tensors

/// Tokens of two sequences, such as a sentence and its translation.
///
/// They have no gradient, so that there is no slot for one; a graph calls them "input.source" and "input.answer", and
/// "input.mask" what attention may see of the source.
public struct TokenPair<Scalar: TensorScalar>: ConstantGroup {
  public var source: Tokens<Scalar>
  public var answer: Tokens<Scalar>

  /// The tokens of each source that are no padding; nil for all.
  public var sourceLengths: [Int]?

  public init(
    source: Tokens<Scalar>, answer: Tokens<Scalar>, sourceLengths: [Int]? = nil
  ) {
    (self.source, self.answer, self.sourceLengths) = (source, answer, sourceLengths)
  }

  public func constant(named name: String) -> AnyTensors<Scalar>? {
    switch name {
    case "source": AnyTensors(source)
    case "answer": AnyTensors(answer)
    case "mask":
      sourceLengths.map { AnyTensors(AttentionMask(lengths: $0, of: source.shape[1])) }
        ?? AnyTensors(NoTensors())
    default: nil
    }
  }
}
