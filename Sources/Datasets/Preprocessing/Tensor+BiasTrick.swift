public import Tensors

extension Tensor {
  /// The bias trick: samples [N, D] with a last feature of ones, [N, D + 1], so that a weight [K, D + 1] has the bias
  /// for its last column: W'·x' = W·x + b.
  public func appendingOnes() -> Tensor {
    precondition(shape.rank == 2, "samples [N, D], not \(shape)")
    return Tensor(concatenating: [self, Tensor([shape[0], 1], repeating: 1)], along: 1)
  }
}
