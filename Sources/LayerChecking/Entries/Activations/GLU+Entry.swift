import GSL
import GradientChecking
import Layers
import Tensors

enum GLUEntry: LayerEntry {
  static let name = "glu"
  static let summary = "a·σ(b), halves of the last axis, and of channels"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    if let shape = cases.requested {
      let even = shape.extents.indices.dropFirst().first { shape[$0].isMultiple(of: 2) }
      return try cases.add(GLU(axis: even ?? 1), shape)
    }
    try cases.add(GLU(), [4, 6])
    try cases.add(GLU(axis: 1), [2, 6, 2, 3])
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.generator.sign() > 0
      ? draw.subject(GLU(), [draw.extent(4), 2 * draw.extent(3)])
      : draw.subject(GLU(axis: 1), [draw.extent(2), 2 * draw.extent(2), draw.extent(3)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    GLU<Scalar>(axis: try stored.settings.value(\.axis))
  }
}
