import GSL
import GradientChecking
import Layers
import Tensors

enum MaxoutEntry: LayerEntry {
  static let name = "maxout"
  static let summary = "the largest of k along the second axis, and at ties"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = cases.requested ?? [4, 6]
    let pieces = shape.rank > 1 && shape[1].isMultiple(of: 3) ? 3 : 1
    try cases.add(Maxout(pieces), shape)
    try cases.add(Maxout(pieces), shape, input: .ties)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let pieces = 1 + draw.extent(3)
    return draw.subject(
      Maxout(pieces), [draw.extent(3), pieces * draw.extent(2), draw.extent(3)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    Maxout<Scalar>(try stored.settings.value(\.pieces))
  }
}
