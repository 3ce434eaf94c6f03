import GSL
import GradientChecking
import Layers
import Tensors

enum GroupedConv2DEntry: LayerEntry {
  static let name = "grouped-conv2d"
  static let summary = "convolution of groups of channels, depthwise too"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 4, 5, 4], "[N, C, H, W]", rank: 4)
    let (channels, generator) = (max(1, shape[1]), cases.generator)
    let groups = channels.isMultiple(of: 2) ? 2 : 1
    try cases.add(
      GroupedConv2D(groups: groups, channels, 6, kernel: 3, padding: 1, from: generator), shape)
    try cases.add(
      GroupedConv2D(
        groups: channels, channels, channels, kernel: Extent(2, 3), stride: Extent(2, 1),
        bias: false, from: generator), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let (groups, inputs, outputs) = (draw.extent(3), draw.extent(2), draw.extent(2))
    let kernel = Extent(draw.extent(2), draw.extent(2))
    let layer = GroupedConv2D<Scalar>(
      groups: groups,
      weight: draw.tensor(
        [groups * outputs, inputs, kernel.rows, kernel.columns], size: draw.parameterSize),
      bias: draw.tensor([groups * outputs], size: draw.size), stride: Extent(draw.extent(2), 1),
      padding: Extent(0, draw.extent(2) - 1))
    return draw.subject(
      layer,
      [
        draw.extent(2), groups * inputs, kernel.rows + draw.extent(2),
        kernel.columns + draw.extent(2),
      ])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    let settings = stored.settings
    return GroupedConv2D<Scalar>(
      groups: try settings.value(\.groups), weight: try stored["weight"],
      bias: stored.has("bias") ? try stored["bias"] : nil, stride: try settings.extent(\.stride),
      padding: try settings.extent(\.padding), dilation: try settings.extent(\.dilation))
  }
}
