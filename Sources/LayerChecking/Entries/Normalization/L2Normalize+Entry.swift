import GSL
import GradientChecking
import Layers
import Tensors

enum L2NormalizeEntry: LayerEntry {
  static let name = "l2-normalize"
  static let summary = "x/‖x‖ along the last axis, and along channels"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    try cases.add(L2Normalize(), cases.requested ?? [4, 7])
    try cases.add(L2Normalize(axis: 1), cases.requested ?? [2, 5, 3, 2])
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    // Not rounded: a vector of zeros has no direction.
    let shape: Shape = [draw.extent(3), 1 + draw.extent(3), draw.extent(3)]
    return draw.subject(L2Normalize(axis: 1), at: draw.tensor(shape, size: draw.size))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    L2Normalize<Scalar>(axis: try stored.settings.value(\.axis))
  }
}
