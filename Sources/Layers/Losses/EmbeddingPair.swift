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

extension Tensor {
  /// The rows of [N, D] brought to length 1, and their lengths; a row of zeros stays so.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func normalizedRows() -> (rows: Tensor, lengths: [Scalar]) {
    let width = shape[1]
    var lengths = [Scalar](repeating: 0, count: shape[0])
    let rows = Tensor(shape) { y in
      withElements { x in
        for n in 0..<lengths.count {
          let start = n * width
          let length = Scalar.sqrt(Tensor.sum(width) { x[start + $0] * x[start + $0] })
          // Not times the inverse: one number by itself is to become exactly 1 or −1.
          for i in start..<start + width { y[i] = length > 0 ? x[i] / length : 0 }
          lengths[n] = length
        }
      }
    }
    return (rows, lengths)
  }

  /// The gradient of rows x from that of z = x/‖x‖: (g − z·⟨g, z⟩)/‖x‖, 0 for a row of zeros.
  ///
  /// The gradient is this tensor, z and ‖x‖ are what ``normalizedRows()`` gave.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func throughNormalization(_ z: Tensor, _ lengths: [Scalar]) -> Tensor {
    let width = shape[1]
    return Tensor(shape) { dx in
      withElements { g in
        z.withElements { z in
          for (n, length) in lengths.enumerated() {
            let start = n * width
            let along = Tensor.sum(width) { g[start + $0] * z[start + $0] }
            let inverse: Scalar = length > 0 ? 1 / length : 0
            for i in start..<start + width { dx[i] = (g[i] - z[i] * along) * inverse }
          }
        }
      }
    }
  }
}
