import GSL
import GradientChecking
import Layers
import Tensors

enum AveragePool2DEntry: LayerEntry {
  static let name = "avgpool"
  static let summary = "mean of each window, overlapping too, padding or not"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 3, 7, 5], "[N, C, H, W]", rank: 4)
    try cases.add(AveragePool2D(kernel: 2), shape)
    try cases.add(AveragePool2D(kernel: Extent(3, 2), stride: Extent(2, 1), padding: 1), shape)
    try cases.add(AveragePool2D(kernel: 3, stride: 2, padding: 1, countsPadding: false), shape)
    try cases.add(AveragePool2D(kernel: 2, padding: 1, roundsUp: true), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let (kernel, stride, padding, shape) = draw.window()
    return draw.subject(
      AveragePool2D(
        kernel: kernel, stride: stride, padding: padding,
        countsPadding: draw.generator.sign() > 0, roundsUp: draw.generator.sign() > 0), shape)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    let settings = stored.settings
    return AveragePool2D<Scalar>(
      kernel: try settings.extent(\.kernel), stride: try settings.extent(\.stride),
      padding: try settings.extent(\.padding), countsPadding: try settings.value(\.countsPadding),
      roundsUp: settings.roundsUp ?? false)
  }
}

extension AveragePool2D: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    facts.outputAxes = ["sample", "channel", "window row", "window column"]
    facts.describeWindows(geometry, over: pass.input.shape)
    let kernel = geometry.kernel
    facts.quantities.append(
      MapFacts.Quantity(
        "rows/columns", "the window's rows over its columns",
        Double(kernel.rows) / Double(kernel.columns)))
    // What each window divides by: a window of ones gives 1, one beside the padding maybe less.
    let ones = Tensor<Scalar>(pass.input.shape, repeating: 1)
    guard let means = try? forward(ones, in: pass.context).output,
      let sums = try? AveragePool2D(
        kernel: kernel, stride: geometry.stride, padding: geometry.padding,
        roundsUp: geometry.roundsUp
      ).forward(ones, in: pass.context).output
    else { return }
    let divisors = zip(sums.block(), means.block()).map { Double(kernel.area) * $0 / $1 }
    facts.fields.append(MapFacts.Field("window", of: nil, divisors))
    facts.fields.append(
      MapFacts.Field("stride", of: nil, divisors.map { _ in Double(geometry.stride.area) }))
    facts.variants.append(
      MapFacts.Variant(
        "border", .place,
        pass.map(
          AveragePool2D(
            kernel: kernel, stride: geometry.stride, padding: geometry.padding,
            countsPadding: !countsPadding, roundsUp: geometry.roundsUp))))
  }
}
