import GSL
import GradientChecking
import Layers
import Tensors

enum AdaptivePool2DEntry: LayerEntry {
  static let name = "adaptive-pool"
  static let summary = "mean or maximum to a given size; global to 1×1"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 2, 5, 4], "[N, C, H, W]", rank: 4)
    try cases.add(AdaptivePool2D(.average, to: 1), shape)
    try cases.add(AdaptivePool2D(.average, to: Extent(3, 2)), shape)
    try cases.add(AdaptivePool2D(.maximum, to: Extent(2, 3)), shape)
    try cases.add(AdaptivePool2D(.maximum, to: 1), shape, input: .ties)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    draw.subject(
      AdaptivePool2D(
        draw.generator.sign() > 0 ? .average : .maximum,
        to: Extent(draw.extent(3), draw.extent(2))),
      [draw.extent(2), draw.extent(2), draw.extent(4), draw.extent(4)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    AdaptivePool2D<Scalar>(
      try stored.settings.value(\.kind) == "average" ? .average : .maximum,
      to: try stored.settings.extent(\.size))
  }
}
