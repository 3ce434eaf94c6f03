import GSL
import GradientChecking
import Layers
import Tensors

enum BatchedProductEntry: LayerEntry {
  static let name = "batched-product"
  static let summary = "A·B of two series of matrices"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 3, 4], "[N, T, D]", rank: 3)
    try cases.add(
      BatchedProduct(),
      at: TensorList([
        .normal(shape, from: cases.generator),
        .normal([shape[0], shape[2], 5], from: cases.generator),
      ]), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let (count, inner) = (draw.extent(3), draw.extent(3))
    return draw.subject(
      BatchedProduct(),
      at: TensorList([
        draw.input([count, draw.extent(3), inner]),
        draw.tensor([count, inner, draw.extent(3)], size: draw.parameterSize),
      ]))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    BatchedProduct<Scalar>()
  }

  static func input<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> AnyTensors<Scalar> {
    try stored.list()
  }
}
