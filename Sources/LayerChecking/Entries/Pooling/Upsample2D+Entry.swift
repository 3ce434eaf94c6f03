import GSL
import GradientChecking
import Layers
import Tensors

enum Upsample2DEntry: LayerEntry {
  static let name = "upsample"
  static let summary = "images made larger: nearest, bilinear, aligned corners"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 2, 3, 4], "[N, C, H, W]", rank: 4)
    for mode in Upsample2D<Scalar>.Mode.allCases {
      try cases.add(Upsample2D(Extent(2, 3), mode), shape)
    }
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let modes = Upsample2D<Scalar>.Mode.allCases
    return draw.subject(
      Upsample2D(
        Extent(draw.extent(3), draw.extent(3)),
        modes[draw.generator.integer(below: modes.count)]),
      [draw.extent(2), draw.extent(2), draw.extent(3), draw.extent(3)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    let kind = try stored.settings.value(\.kind)
    guard let mode = Upsample2D<Scalar>.Mode(rawValue: kind) else {
      throw InputError("a stored layer", expects: "a mode of upsampling", got: kind)
    }
    return Upsample2D<Scalar>(try stored.settings.extent(\.scale), mode)
  }
}
