import Tensors

/// Tokens of two sequences, such as a sentence and its translation.
///
/// They have no gradient, so that there is no slot for one; a graph calls them "input.source" and "input.answer".
public struct TokenPair<Scalar: TensorScalar>: TensorGroup {
  public var source: Tokens<Scalar>
  public var answer: Tokens<Scalar>

  public init(source: Tokens<Scalar>, answer: Tokens<Scalar>) {
    (self.source, self.answer) = (source, answer)
  }

  public var slots: [TensorSlot] { [] }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { preconditionFailure("tokens are not differentiable") }
    set { preconditionFailure("tokens are not differentiable") }
  }

  public func constant(named name: String) -> AnyTensors<Scalar>? {
    switch name {
    case "source": AnyTensors(source)
    case "answer": AnyTensors(answer)
    default: nil
    }
  }
}
