import GSL
import Tensors

extension Tensor {
  /// A tensor of the numbers of a checked variable, rounded to the tensor's precision.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  init(_ shape: Shape, block: [Double]) {
    if let elements = block as? [Scalar], Scalar.self == Double.self {
      self.init(shape, elements)
    } else {
      self.init(shape) { x in
        for i in 0..<x.count { x[i] = Scalar(block[i]) }
      }
    }
  }

  /// The elements as the numbers of a checked variable.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func block() -> [Double] {
    if let block = elements as? [Double], Scalar.self == Double.self { return block }
    return elements.map { Double($0) }
  }
}

extension Tensor {
  /// A tensor of independent normal numbers.
  static func normal(_ shape: Shape, from generator: RandomGenerator) -> Tensor {
    Tensor(shape, block: generator.normals(shape.count))
  }
}
