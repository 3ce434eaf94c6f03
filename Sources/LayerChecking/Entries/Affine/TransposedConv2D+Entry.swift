import GSL
import GradientChecking
import Layers
import Tensors

enum TransposedConv2DEntry: LayerEntry {
  static let name = "transposed-conv2d"
  static let summary = "every pixel over a window: stride, padding, groups"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 4, 3, 4], "[N, C, H, W]", rank: 4)
    let (channels, generator) = (max(1, shape[1]), cases.generator)
    try cases.add(
      TransposedConv2D(
        channels, 3, kernel: 3, stride: Extent(2, 1), padding: Extent(1, 0),
        outputPadding: Extent(1, 0), from: generator), shape)
    let groups = channels.isMultiple(of: 2) ? 2 : 1
    try cases.add(
      TransposedConv2D(
        groups: groups, channels, 2, kernel: Extent(2, 3), stride: Extent(1, 2), bias: false,
        from: generator), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let (groups, inputs, outputs) = (draw.extent(2), draw.extent(2), draw.extent(2))
    let (kernel, stride) = (Extent(draw.extent(3), draw.extent(2)), Extent(draw.extent(2), 2))
    let layer = TransposedConv2D<Scalar>(
      groups: groups,
      weight: draw.tensor(
        [groups * inputs, outputs, kernel.rows, kernel.columns], size: draw.parameterSize),
      bias: draw.tensor([groups * outputs], size: draw.size), stride: stride,
      padding: Extent(kernel.rows / 2, 0), outputPadding: Extent(0, draw.extent(2) - 1))
    return draw.subject(
      layer, [draw.extent(2), groups * inputs, 1 + draw.extent(2), draw.extent(3)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    let settings = stored.settings
    return TransposedConv2D<Scalar>(
      groups: try settings.value(\.groups), weight: try stored["weight"],
      bias: stored.has("bias") ? try stored["bias"] : nil, stride: try settings.extent(\.stride),
      padding: try settings.extent(\.padding),
      outputPadding: try settings.extent(\.outputPadding),
      dilation: try settings.extent(\.dilation))
  }
}
