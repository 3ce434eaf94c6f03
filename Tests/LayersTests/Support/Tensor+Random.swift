import GSL
import Tensors

extension Tensor {
  /// Normal numbers that a seed fixes.
  static func random(_ shape: Shape, seed: UInt64) -> Tensor {
    Tensor(shape, RandomGenerator(seed: seed).normals(shape.count).map { Scalar($0) })
  }
}

/// The largest difference of two tensors of one shape.
func distance(_ a: Tensor<Double>, _ b: Tensor<Double>) -> Double {
  a.combined(with: b) { ($0 - $1).magnitude }.elements.max() ?? 0
}
