import Tensors

/// Two embeddings of each sample, [N, D] each: what a network made of two inputs that are to be compared.
public struct EmbeddingPair<Scalar: TensorScalar>: TensorGroup {
  public var first: Tensor<Scalar>
  public var second: Tensor<Scalar>

  public init(_ first: Tensor<Scalar>, _ second: Tensor<Scalar>) {
    (self.first, self.second) = (first, second)
  }

  public init?(joining parts: [AnyTensors<Scalar>]) {
    let tensors = parts.flatMap { $0.tensors }
    guard tensors.count == 2 else { return nil }
    self.init(tensors[0], tensors[1])
  }

  public var slots: [TensorSlot] { [TensorSlot("first"), TensorSlot("second")] }

  public var slotCount: Int { 2 }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { position == 0 ? first : second }
    _modify { if position == 0 { yield &first } else { yield &second } }
  }
}

extension Loss where Prediction == EmbeddingPair<Scalar> {
  /// - Throws: where the two are not [N, D] of one shape.
  func validate(_ pair: EmbeddingPair<Scalar>) throws(InputError) {
    let (first, second) = (pair.first.shape, pair.second.shape)
    guard first.rank == 2, first == second else {
      throw InputError(
        "\(self)", expects: "two embeddings [N, D] of one shape", got: "\(first) and \(second)")
    }
  }
}
