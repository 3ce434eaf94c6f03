import GSL
import GradientChecking
import Layers
import Tensors

enum Conv2DEntry: LayerEntry {
  static let name = "conv2d"
  static let summary = "convolution: stride, padding, dilation, non-square, 1×1"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 3, 7, 5], "[N, C, H, W]", rank: 4)
    let (channels, generator) = (shape[1], cases.generator)
    try cases.add(Conv2D(channels, 4, kernel: 3, padding: 1, from: generator), shape)
    try cases.add(
      Conv2D(
        channels, 2, kernel: Extent(3, 2), stride: Extent(2, 1), padding: Extent(1, 0),
        from: generator), shape)
    try cases.add(
      Conv2D(channels, 2, kernel: 2, padding: 1, dilation: Extent(2, 1), from: generator), shape)
    try cases.add(Conv2D(channels, 5, kernel: 1, from: generator), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let kernel = Extent(draw.extent(3), draw.extent(3))
    let dilation = Extent(draw.extent(2), draw.extent(2))
    let (channels, outputs) = (draw.extent(2), draw.extent(2))
    let layer = Conv2D<Scalar>(
      weight: draw.tensor(
        [outputs, channels, kernel.rows, kernel.columns], size: draw.parameterSize),
      bias: draw.tensor([outputs], size: draw.size), stride: Extent(draw.extent(3), draw.extent(2)),
      padding: Extent(draw.extent(2) - 1, draw.extent(3) - 1), dilation: dilation)
    // Large enough for one window.
    let rows = dilation.rows * (kernel.rows - 1) + draw.extent(2)
    let columns = dilation.columns * (kernel.columns - 1) + draw.extent(3)
    return draw.subject(layer, [draw.extent(2), channels, rows, columns])
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    let settings = stored.settings
    return Conv2D<Scalar>(
      weight: try stored["weight"], bias: try stored["bias"], stride: try settings.extent(\.stride),
      padding: try settings.extent(\.padding), dilation: try settings.extent(\.dilation))
  }
}

extension Conv2D: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    facts.outputAxes = ["sample", "output", "window row", "window column"]
    facts.axes["weight"] = ["output", "channel", "kernel row", "kernel column"]
    facts.axes["bias"] = ["output"]
    facts.describeWindows(geometry, over: pass.input.shape)
  }
}
