import GSL
import GradientChecking
import Layers
import Tensors

enum LayerNormEntry: LayerEntry {
  static let name = "layernorm"
  static let summary = "γ(x − μ)/√(v + ε) + β along D of [N, D] and [N, T, D]"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shapes: [Shape] = cases.requested.map { [$0] } ?? [[5, 7], [2, 3, 4]]
    for shape in shapes {
      try cases.add(LayerNorm(max(1, shape.extents.last ?? 1)), shape)
    }
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    // Of two numbers the normalized ones are ±1 whatever they are.
    let features = 2 + draw.extent(4)
    let layer = LayerNorm<Scalar>(
      gamma: draw.tensor([features], size: draw.parameterSize),
      beta: draw.tensor([features], size: draw.size))
    return draw.subject(layer, [draw.extent(3), draw.extent(2), features])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    LayerNorm<Scalar>(
      gamma: try stored["gamma"], beta: try stored["beta"],
      epsilon: Scalar(try stored.settings.value(\.epsilon)))
  }
}
