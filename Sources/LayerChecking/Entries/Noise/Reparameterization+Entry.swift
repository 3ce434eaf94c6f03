import GSL
import GradientChecking
import Layers
import Tensors

enum ReparameterizationEntry: LayerEntry {
  static let name = "reparameterization"
  static let summary = "μ + σ·ε of a fixed ε, from μ and log σ²"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = cases.requested ?? [4, 7]
    try cases.add(
      Reparameterization(),
      at: GaussianCode(
        mean: .normal(shape, from: cases.generator),
        logVariance: .normal(shape, from: cases.generator)), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let shape: Shape = [draw.extent(4), draw.extent(5)]
    return draw.subject(
      Reparameterization(),
      at: GaussianCode(mean: draw.input(shape), logVariance: draw.tensor(shape, size: 1)))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    let noise = try stored.settings.value(\.noise)
    return Reparameterization<Scalar>(noise: Tensor([noise.count], noise.map { Scalar($0) }))
  }

  static func input<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> AnyTensors<Scalar> {
    AnyTensors(
      GaussianCode(mean: try stored["mean"], logVariance: try stored["log_variance"]))
  }
}
