import Layers
import Models
import Tensors

/// An input that can be replaced by one that says nothing: its tokens all the same.
///
/// Of other inputs all tensors are set to 0.
public protocol BlankInput: TensorGroup {
  var blank: Self { get }
}

extension Tokens: BlankInput {
  public var blank: Tokens { Tokens(shape, [Int](repeating: 0, count: indices.count)) }
}

extension TokenSequence: BlankInput {
  public var blank: TokenSequence {
    TokenSequence(tokens.blank, lengths: lengths, states: states)
  }
}

extension TokenPair: BlankInput {
  /// The answer so far is given all the same.
  public var blank: TokenPair {
    TokenPair(source: source.blank, answer: answer, sourceLengths: sourceLengths)
  }
}

extension TensorGroup {
  /// The same shapes, saying nothing; nil where that cannot be made.
  var blanked: Self? {
    if let input = self as? any BlankInput { return input.blank as? Self }
    return slotCount > 0 ? zeros() : nil
  }
}
