import GSL
import GradientChecking
import Layers
import Tensors

enum MaskedConv2DEntry: LayerEntry {
  static let name = "masked-conv2d"
  static let summary = "convolution of the pixels before each, masks A and B"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 3, 4, 5], "[N, C, H, W]", rank: 4)
    for seesItself in [false, true] {
      try cases.add(
        MaskedConv2D(
          seesItself: seesItself, max(1, shape[1]), 2, kernel: Extent(3, seesItself ? 5 : 3),
          from: cases.generator), shape)
    }
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let (channels, outputs) = (draw.extent(2), draw.extent(2))
    let kernel = Extent(2 * draw.extent(2) - 1, 2 * draw.extent(2) - 1)
    let layer = MaskedConv2D<Scalar>(
      seesItself: draw.generator.sign() > 0,
      weight: draw.tensor(
        [outputs, channels, kernel.rows, kernel.columns], size: draw.parameterSize),
      bias: draw.tensor([outputs], size: draw.size))
    return draw.subject(layer, [draw.extent(2), channels, draw.extent(4), draw.extent(3)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    MaskedConv2D<Scalar>(
      seesItself: try stored.settings.value(\.kind) == "B", weight: try stored["weight"],
      bias: stored.has("bias") ? try stored["bias"] : nil)
  }
}
