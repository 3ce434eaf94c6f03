import GSL
import GradientChecking
import Layers
import Tensors

enum TotalVariationEntry: LossEntry {
  static let name = "total-variation"
  static let summary = "Σ d² or Σ|d| over neighboring pixels"

  static func add<Scalar: TensorScalar>(to cases: inout LossCases<Scalar>) throws(InputError) {
    let images =
      cases.requested == nil
      ? Tensor.normal([2, 3, 5, 4], from: cases.generator) : cases.prediction
    try cases.add(TotalVariation(), images, ())
    try cases.add(TotalVariation(absolute: true), images, ())
    var flat = images
    for i in stride(from: 1, to: flat.count, by: 3) { flat[i] = flat[i - 1] }
    try cases.add(TotalVariation(absolute: true), flat, (), ", with exact zeros")
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let own = LossDraw(draw)
    let shape: Shape = [draw.extent(2), draw.extent(2), draw.extent(3), draw.extent(4)]
    return own.subject(
      TotalVariation(absolute: draw.generator.sign() > 0), draw.input(shape), ())
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLoss<Scalar>
  ) throws(InputError) -> any DifferentiableMap {
    try stored.map(TotalVariation(absolute: stored.settings.kind == "magnitudes"), ())
  }
}
