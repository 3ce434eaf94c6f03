import GSL
import GradientChecking
import Layers
import Tensors

enum RegionProposalHeadEntry: LayerEntry {
  static let name = "region-proposal-head"
  static let isNetwork = true
  static let summary = "of every anchor: is there something, and where"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 3, 3, 4], "[N, C, H, W]", rank: 4)
    try cases.add(
      RegionProposalHead(max(1, shape[1]), anchors: 2, head: .xavier, from: cases.generator),
      at: .normal(shape, from: cases.generator), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let channels = draw.extent(2)
    return draw.subject(
      RegionProposalHead(
        channels, anchors: draw.extent(2),
        initializer: .gaussian(standardDeviation: draw.parameterSize), head: .xavier,
        from: draw.generator),
      at: draw.input([draw.extent(2), channels, draw.extent(3), draw.extent(3)]))
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    RegionProposalHead<Scalar>(
      hidden: try stored.convolution("conv", padding: 1),
      objectness: try stored.convolution("objectness"),
      offsets: try stored.convolution("offsets"))
  }
}

enum MaskHeadEntry: LayerEntry {
  static let name = "mask-head"
  static let isNetwork = true
  static let summary = "of a region's features a mask for each class"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 3, 3, 2], "[N, C, H, W]", rank: 4)
    try cases.add(
      MaskHead(max(1, shape[1]), classes: 2, head: .xavier, from: cases.generator), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let channels = draw.extent(2)
    return draw.subject(
      MaskHead(
        channels, classes: draw.extent(2),
        initializer: .gaussian(standardDeviation: draw.parameterSize), head: .xavier,
        from: draw.generator),
      [draw.extent(2), channels, draw.extent(3), draw.extent(2)])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    let upsampling = stored.inside("upconv")
    return MaskHead<Scalar>(
      hidden: try stored.convolution("conv", padding: 1),
      upsampling: TransposedConv2D(
        weight: try upsampling["weight"], bias: try upsampling["bias"], stride: 2),
      masks: try stored.convolution("masks"))
  }
}

extension StoredLayer {
  /// The convolution of this name.
  fileprivate func convolution(
    _ name: String, padding: Extent = 0
  ) throws(InputError) -> Conv2D<Scalar> {
    Conv2D(
      weight: try self["\(name).weight"], bias: try self["\(name).bias"], padding: padding)
  }
}
