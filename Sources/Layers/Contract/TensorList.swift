import Tensors

/// Tensors in a row, as many as there are sources: what a sum or a concatenation takes.
public struct TensorList<Scalar: TensorScalar>: TensorGroup {
  private var list: [Tensor<Scalar>]

  public init(_ tensors: [Tensor<Scalar>]) { list = tensors }

  public init?(joining parts: [AnyTensors<Scalar>]) { self.init(parts.flatMap { $0.tensors }) }

  public var slots: [TensorSlot] { list.indices.map { TensorSlot("\($0)") } }

  public var slotCount: Int { list.count }

  public var tensors: [Tensor<Scalar>] { list }

  public subscript(slot position: Int) -> Tensor<Scalar> {
    get { list[position] }
    _modify { yield &list[position] }
  }

  /// The first tensor, where there are any, all of one shape.
  func first(alikeFor layer: some Layer<Scalar>) throws(InputError) -> Tensor<Scalar> {
    guard let first = list.first, list.allSatisfy({ $0.shape == first.shape }) else {
      throw InputError(
        "\(layer)", expects: "branches of one output shape",
        got: list.map { "\($0.shape)" }.joined(separator: " and "))
    }
    return first
  }
}
