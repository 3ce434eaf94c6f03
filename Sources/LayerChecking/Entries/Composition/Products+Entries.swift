import GSL
import GradientChecking
import Layers
import Tensors

enum ProductEntry: LayerEntry {
  static let name = "product"
  static let summary = "of what several sources give, number by number"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = cases.requested ?? [4, 5]
    let factors = (0..<3).map { _ in Tensor<Scalar>.normal(shape, from: cases.generator) }
    try cases.add(Product(), at: TensorList(factors), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let shape: Shape = [draw.extent(4), draw.extent(5)]
    return draw.subject(
      Product(),
      at: TensorList([draw.input(shape), draw.tensor(shape, size: draw.parameterSize)]))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    Product<Scalar>()
  }

  static func input<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> AnyTensors<Scalar> {
    var tensors: [Tensor<Scalar>] = []
    while stored.has("\(tensors.count)") { tensors.append(try stored["\(tensors.count)"]) }
    return AnyTensors(TensorList(tensors))
  }
}

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
    try ProductEntry.input(stored)
  }
}
