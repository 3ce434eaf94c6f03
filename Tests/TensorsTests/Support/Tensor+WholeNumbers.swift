import GSL
import Tensors

extension Tensor {
  /// Small whole numbers that a seed fixes. Sums and products of them are exact in either precision, so
  /// that results can be compared for equality.
  static func wholeNumbers(_ shape: Shape, seed: UInt64) -> Tensor {
    let generator = RandomGenerator(seed: seed)
    return Tensor(shape, (0..<shape.count).map { _ in Scalar(generator.integer(below: 9) - 4) })
  }
}
