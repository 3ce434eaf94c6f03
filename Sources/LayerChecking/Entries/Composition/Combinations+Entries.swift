import GSL
import GradientChecking
import Layers
import Tensors

enum SumEntry: LayerEntry {
  static let name = "sum"
  static let summary = "of what several sources give, number by number"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.addCombination(Sum())
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.combination(Sum())
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    Sum<Scalar>()
  }

  static func input<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> AnyTensors<Scalar> {
    try stored.list()
  }
}

enum ProductEntry: LayerEntry {
  static let name = "product"
  static let summary = "of what several sources give, number by number"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.addCombination(Product())
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.combination(Product())
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    Product<Scalar>()
  }

  static func input<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> AnyTensors<Scalar> {
    try stored.list()
  }
}

extension LayerCases {
  /// Adds the case of three tensors of one shape.
  fileprivate mutating func addCombination<L: Layer<Scalar>>(
    _ layer: L
  ) throws(InputError) where L.Input == TensorList<Scalar> {
    let shape = requested ?? [4, 5]
    let tensors = (0..<3).map { _ in Tensor<Scalar>.normal(shape, from: generator) }
    try add(layer, at: TensorList(tensors), shape)
  }
}

extension Draw {
  /// The case of two tensors of one shape.
  fileprivate func combination<L: Layer<Scalar>>(
    _ layer: L
  ) -> CheckSubject where L.Input == TensorList<Scalar> {
    let shape: Shape = [extent(4), extent(5)]
    return subject(layer, at: TensorList([input(shape), tensor(shape, size: parameterSize)]))
  }
}
