import Tensors

/// Which keys a query may attend to: [N, T, S], or [N, 1, S] where the same for all queries of a sample.
///
/// It has no gradient, so that there is no slot for one.
public struct AttentionMask<Scalar: TensorScalar>: ConstantGroup {
  public let shape: Shape
  /// Whether a query may see a key, in row-major order.
  public let isVisible: [Bool]

  public init(_ shape: Shape, _ isVisible: [Bool]) {
    precondition(
      shape.rank == 3 && isVisible.count == shape.count,
      "\(shape.count) flags of shape [N, T, S] or [N, 1, S]")
    (self.shape, self.isVisible) = (shape, isVisible)
  }

  /// Hides the padding of sequences that end before the longest: of each sample the keys from its length on.
  public init(lengths: [Int], of steps: Int) {
    self.init(
      [lengths.count, 1, steps],
      lengths.flatMap { length in (0..<steps).map { $0 < length } })
  }

  /// Where the flags of the keys of a query start.
  func start(sample: Int, query: Int) -> Int {
    (sample * shape[1] + (shape[1] == 1 ? 0 : query)) * shape[2]
  }
}
