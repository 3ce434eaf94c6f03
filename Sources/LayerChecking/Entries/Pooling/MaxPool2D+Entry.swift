import GSL
import GradientChecking
import Layers
import Tensors

enum MaxPool2DEntry: LayerEntry {
  static let name = "maxpool"
  static let summary = "maximum of each window, overlapping too, and at ties"

  static func add<Scalar: TensorScalar>(to cases: inout LayerCases<Scalar>) throws(InputError) {
    let shape = try cases.shape([2, 3, 7, 5], "[N, C, H, W]", rank: 4)
    try cases.add(MaxPool2D(kernel: 2), shape)
    try cases.add(MaxPool2D(kernel: 3, stride: 2, padding: 1), shape)
    try cases.add(MaxPool2D(kernel: 2), shape, input: .ties)
    try cases.add(MaxPool2D(kernel: 2, stride: 3, roundsUp: true), shape)
  }

  static func draw<Scalar: TensorScalar>(_ draw: Draw<Scalar>) -> CheckSubject {
    let (kernel, stride, padding, shape) = draw.window()
    return draw.subject(
      MaxPool2D(
        kernel: kernel, stride: stride, padding: padding, roundsUp: draw.generator.sign() > 0),
      shape)
  }

  static func load<Scalar: TensorScalar>(
    _ stored: StoredLayer<Scalar>
  ) throws(InputError) -> any Layer<Scalar> {
    let settings = stored.settings
    return MaxPool2D<Scalar>(
      kernel: try settings.extent(\.kernel), stride: try settings.extent(\.stride),
      padding: try settings.extent(\.padding), roundsUp: settings.roundsUp ?? false)
  }
}

extension MaxPool2D: DescribedLayer {
  public func describe(_ pass: DescribedPass<Scalar>, in facts: inout MapFacts) {
    facts.outputAxes = ["sample", "channel", "window row", "window column"]
    facts.describeWindows(geometry, over: pass.input.shape)
    // Where a pixel is as large as another of its plane, there may be a tie.
    let area = pass.input.shape.extents.suffix(2).reduce(1, *)
    let ties = (0..<pass.input.count).filter { i in
      let start = i / max(1, area) * area
      return (start..<start + area).contains { $0 != i && pass.input[$0] == pass.input[i] }
    }
    facts.places.append(MapFacts.Place("ties", in: "input", Set(ties)))
    let wins = wins(pass)
    facts.fields.append(MapFacts.Field("overlaps", of: "input", wins))
    facts.places.append(
      MapFacts.Place("overlaps", in: "input", Set(wins.indices.filter { wins[$0] > 1 })))
  }

  /// How many windows each pixel wins.
  private func wins(_ pass: DescribedPass<Scalar>) -> [Double] {
    guard let cache = try? forward(pass.input, in: pass.context).cache else { return [] }
    let ones = Tensor<Scalar>(pass.output.shape, repeating: 1)
    return backward(ones, cache: cache).input.block()
  }
}
