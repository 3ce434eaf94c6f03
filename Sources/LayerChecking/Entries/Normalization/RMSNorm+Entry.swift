import GSL
import GradientChecking
import Layers
import Tensors

enum RMSNormEntry: LayerEntry {
  static let name = "rmsnorm"
  static let summary = "γx/√(mean(x²) + ε) along D of [N, D] and [N, T, D]"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shapes: [Shape] = cases.requested.map { [$0] } ?? [[5, 7], [2, 3, 4]]
    for shape in shapes {
      try cases.add(RMSNorm(max(1, shape.extents.last ?? 1)), shape)
    }
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    // Of one number the normalized one is ±1 whatever it is.
    let features = 1 + draw.extent(4)
    return draw.subject(
      RMSNorm(gamma: draw.tensor([features], size: draw.parameterSize)),
      [draw.extent(3), draw.extent(2), features])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    RMSNorm<Scalar>(
      gamma: try stored["gamma"], epsilon: Scalar(try stored.settings.value(\.epsilon)))
  }
}
