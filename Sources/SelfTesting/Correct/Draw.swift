import Foundation
import GSL
import LayerChecking
import Layers
import Tensors

/// Draws the inputs and parameters of one case.
struct Draw<Scalar: TensorScalar> {
  let generator: RandomGenerator
  let key: RandomKey
  let size: Double
  /// The size of parameters, which need not be the inputs'.
  let parameterSize: Double
  /// How inputs are rounded: not at all, some to 0, all to few values.
  let style: Int

  init(_ exponent: Int, _ key: RandomKey) {
    generator = RandomGenerator(key.derived(0))
    self.key = key.derived(1)
    size = pow(10, Double(exponent))
    parameterSize = pow(10, Double(generator.integer(below: 5) - 2))
    style = generator.integer(below: 3)
  }

  /// A number from 1 to `most`, odd more often than not.
  func extent(_ most: Int) -> Int {
    let extent = 1 + generator.integer(below: most)
    return extent.isMultiple(of: 2) && generator.sign() > 0 ? extent - 1 : extent
  }

  func tensor(_ shape: Shape, size: Double) -> Tensor<Scalar> {
    Tensor(shape, generator.normals(shape.count).map { Scalar(size * $0) })
  }

  /// An input, rounded by the style.
  func input(_ shape: Shape) -> Tensor<Scalar> {
    let values = generator.normals(shape.count).enumerated().map { i, value in
      switch style {
      case 1 where i.isMultiple(of: 3): 0.0
      case 2: (2 * value).rounded() / 2
      default: value
      }
    }
    return Tensor(shape, values.map { Scalar(size * $0) })
  }

  func subject(_ kind: CorrectKind) throws -> CheckSubject {
    switch kind {
    case .softmaxCrossEntropy, .crossEntropy, .mse, .mae, .huber, .hinge, .squaredHinge:
      try loss(kind)
    case .l1, .l2, .elasticNet: regularizer(kind)
    default: layer(kind)
    }
  }
}
