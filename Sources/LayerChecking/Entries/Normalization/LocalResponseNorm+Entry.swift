import GSL
import GradientChecking
import Layers
import Tensors

enum LocalResponseNormEntry: LayerEntry {
  static let name = "local-response-norm"
  static let summary = "x/(k + (α/n)Σx²)^β over n channels"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = cases.requested ?? [2, 5, 3, 2]
    try cases.add(LocalResponseNorm(3, alpha: 0.5), shape)
    try cases.add(LocalResponseNorm(4, alpha: 0.3, beta: 0.5, k: 2), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.subject(
      LocalResponseNorm(draw.extent(5), alpha: Scalar(draw.parameterSize)),
      [draw.extent(2), draw.extent(5), draw.extent(3)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    let settings = stored.settings
    return LocalResponseNorm<Scalar>(
      try settings.value(\.channels), alpha: Scalar(try settings.value(\.alpha)),
      beta: Scalar(try settings.value(\.beta)), k: Scalar(try settings.value(\.k)))
  }
}
