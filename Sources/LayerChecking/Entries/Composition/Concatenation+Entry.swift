import GSL
import GradientChecking
import Layers
import Tensors

enum ConcatenationEntry: LayerEntry {
  static let name = "concat"
  static let summary = "what several sources give, one behind the other"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = cases.requested ?? [2, 3, 4]
    guard shape.rank > 1 else {
      throw InputError("Concatenation(axis 1)", expects: "input [N, C, …]", got: "\(shape)")
    }
    var other = shape.extents
    other[1] += 2
    let shapes = [shape, Shape(other), shape]
    try cases.add(
      Concatenation(), at: TensorList(shapes.map { .normal($0, from: cases.generator) }), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let (samples, width) = (draw.extent(3), draw.extent(3))
    return draw.subject(
      Concatenation(),
      at: TensorList([
        draw.input([samples, draw.extent(3), width]),
        draw.tensor([samples, draw.extent(3), width], size: draw.parameterSize),
      ]))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    Concatenation<Scalar>(axis: try stored.settings.value(\.axis))
  }

  static func input<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> AnyTensors<Scalar> {
    try stored.list()
  }
}
